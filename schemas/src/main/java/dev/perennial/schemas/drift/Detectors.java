package dev.perennial.schemas.drift;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a setting names: a kind of detector and its numbers, of which as many may be left out at the
 * end as one likes. Immutable and thread-safe; what it makes is not.
 *
 * <table>
 * <caption>The settings</caption>
 * <tr><td>{@code adwin:DELTA}<td>errors, features<td>0.002
 * <tr><td>{@code page-hinkley:DELTA,LAMBDA}<td>errors, features<td>0.05,25 and 0.25,40
 * <tr><td>{@code kswin:ALPHA}<td>errors, features<td>0.005
 * <tr><td>{@code ddm}<td>errors
 * <tr><td>{@code hddm-a:ALPHA}<td>errors<td>0.001
 * <tr><td>{@code hdddm:GAMMA,BATCH}<td>features<td>6,200
 * </table>
 *
 * <p>Errors are in [0, 1], and a detector of errors tells of a rise, but for {@code kswin}, which
 * tells of any change. One of features runs a detector a feature and tells of changes of either
 * direction. Confidences are divided by the number of features; {@code page-hinkley} has none, so
 * LAMBDA grows by ln(features) / (2 DELTA), which makes false alarms as much rarer, and its numbers
 * are in deviations of the feature.
 */
public final class Detectors {

  private static final long SEED = 1;
  private static final double WARNING = 10;

  private final Kind kind;
  private final List<Double> numbers;

  private Detectors(Kind kind, List<Double> numbers) {
    this.kind = kind;
    this.numbers = List.copyOf(numbers);
  }

  /** A number in a setting: what it is called, where it must be, and what it is if left out. */
  private record Argument(
      String name, double above, double below, double forErrors, double forFeatures) {

    static Argument confidence(String name, double otherwise) {
      return new Argument(name, 0, 1, otherwise, otherwise);
    }

    static Argument positive(String name, double forErrors, double forFeatures) {
      return new Argument(name, 0, Double.POSITIVE_INFINITY, forErrors, forFeatures);
    }
  }

  private enum Kind {
    ADWIN(Argument.confidence("delta", 0.002)),
    PAGE_HINKLEY(Argument.positive("delta", 0.05, 0.25), Argument.positive("lambda", 25, 40)),
    KSWIN(Argument.confidence("alpha", 0.005)),
    DDM,
    HDDM_A(Argument.confidence("alpha", 0.001)),
    HDDDM(Argument.positive("gamma", 6, 6), new Argument("batch", 15, 10_001, 200, 200));

    @SuppressWarnings("ImmutableEnumChecker") // List.of() is.
    private final List<Argument> arguments;

    Kind(Argument... arguments) {
      this.arguments = List.of(arguments);
    }

    String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> ids() {
      List<String> ids = new ArrayList<>();
      for (Kind kind : values()) {
        ids.add(kind.id());
      }
      return ids;
    }
  }

  /**
   * The detectors a setting names.
   *
   * @throws InvalidSettingsException if it names none, or a number is not one or out of its range
   */
  public static Detectors parse(String setting) {
    int colon = setting.indexOf(':');
    String id = colon < 0 ? setting : setting.substring(0, colon);
    for (Kind kind : Kind.values()) {
      if (kind.id().equals(id)) {
        String[] texts = colon < 0 ? new String[0] : setting.substring(colon + 1).split(",", -1);
        return new Detectors(kind, numbers(kind, texts, setting));
      }
    }
    throw invalid("must begin with one of " + String.join(", ", Kind.ids()), setting);
  }

  private static List<Double> numbers(Kind kind, String[] texts, String setting) {
    if (texts.length > kind.arguments.size()) {
      throw invalid("takes at most %d numbers".formatted(kind.arguments.size()), setting);
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      numbers.add(number(kind.arguments.get(i), texts[i], setting));
    }
    return numbers;
  }

  private static double number(Argument wanted, String text, String setting) {
    double number = Double.NaN;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // Told below, like a number that is out of its range.
    }
    if (!(number > wanted.above && number < wanted.below)) {
      throw invalid(
          "%s must be in (%s, %s)".formatted(wanted.name, wanted.above, wanted.below), setting);
    }
    return number;
  }

  /** Whether there is a detector of this kind for the errors of a learner. */
  public boolean takeErrors() {
    return kind != Kind.HDDDM;
  }

  /** Whether there is a detector of this kind for features. */
  public boolean takeFeatures() {
    return kind != Kind.DDM && kind != Kind.HDDM_A;
  }

  /**
   * A detector for the errors of a learner, in [0, 1].
   *
   * @throws InvalidSettingsException if this kind {@linkplain #takeErrors takes no errors}
   */
  public ChangeDetector forErrors() {
    return switch (kind) {
      case ADWIN -> Adwin.ofErrors(warning(error(0)), error(0), Direction.UP);
      case PAGE_HINKLEY -> new PageHinkley(error(0), error(1), Direction.UP);
      case KSWIN -> new Kswin(error(0), SEED);
      case DDM -> new Ddm();
      case HDDM_A -> new HddmA(error(0), warning(error(0)), Direction.UP);
      case HDDDM -> throw invalid("must take errors", kind.id());
    };
  }

  /**
   * A detector for vectors.
   *
   * @param features how many a vector has, at least 1
   * @throws InvalidSettingsException if this kind {@linkplain #takeFeatures takes no features}
   */
  public FeatureDetector forFeatures(int features) {
    return switch (kind) {
      case ADWIN -> {
        double delta = feature(0) / features;
        yield new PerFeature(
            features,
            PerFeature.Unit.SHARE,
            i -> Adwin.ofNumbers(warning(delta), delta, Direction.BOTH));
      }
      case PAGE_HINKLEY -> {
        double lambda = feature(1) + Math.log(features) / (2 * feature(0));
        yield new PerFeature(
            features,
            PerFeature.Unit.DEVIATIONS,
            i -> new PageHinkley(feature(0), lambda, Direction.BOTH));
      }
      case KSWIN ->
          new PerFeature(
              features,
              PerFeature.Unit.DEVIATIONS,
              i -> new Kswin(feature(0) / features, SEED + i));
      case HDDDM -> new Hdddm(features, feature(0), (int) feature(1));
      case DDM, HDDM_A -> throw invalid("must take features", kind.id());
    };
  }

  private double error(int index) {
    return index < numbers.size() ? numbers.get(index) : kind.arguments.get(index).forErrors;
  }

  private double feature(int index) {
    return index < numbers.size() ? numbers.get(index) : kind.arguments.get(index).forFeatures;
  }

  private static double warning(double confidence) {
    return Math.min(WARNING * confidence, (1 + confidence) / 2);
  }

  private static InvalidSettingsException invalid(String rule, String setting) {
    return new InvalidSettingsException(
        List.of("drift detector %s: \"%s\"".formatted(rule, setting)));
  }
}
