package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A synthetic stream as a user names it: {@code sea}, {@code hyperplane}, {@code rbf}, {@code led},
 * {@code stagger} or {@code agrawal}, then, after a colon, any of {@code records=N}, {@code
 * concepts=A/B/…}, {@code at=I/J/…}, {@code width=N}, {@code noise=P}, {@code speed=X} and {@code
 * seed=N}, by commas.
 *
 * @param kind the generator
 * @param records how many examples, in [1, 5,000,000]; 40,000 unless said otherwise
 * @param concepts in their order; otherwise all there are
 * @param at where each but the first begins, ascending, in (0, records); otherwise evenly
 * @param width of each change in examples, 0 for an abrupt one
 * @param noise how likely a label is another one, or of {@code led} a segment is wrong, in [0, 1];
 *     .1 for {@code sea} and {@code led}, .05 for {@code hyperplane}, otherwise 0
 * @param speed how far {@code hyperplane} and {@code rbf} move with each example, in [0, 1]
 * @param seed of everything that is drawn
 */
public record SyntheticSettings(
    Kind kind,
    int records,
    List<Integer> concepts,
    List<Integer> at,
    int width,
    double noise,
    double speed,
    long seed) {

  private static final int RECORDS = 40_000;
  private static final int MOST_RECORDS = 5_000_000;

  /** The generators. */
  public enum Kind {
    /** {@link Sea}. */
    SEA(0.1),
    /** {@link Hyperplane}. */
    HYPERPLANE(0.05),
    /** {@link RandomRbf}. */
    RBF(0),
    /** {@link Led}. */
    LED(0.1),
    /** {@link Stagger}. */
    STAGGER(0),
    /** {@link Agrawal}. */
    AGRAWAL(0);

    private final double noise;

    Kind(double noise) {
      this.noise = noise;
    }

    /** What a user calls it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Generator generator(long seed, double noise, double speed) {
      return switch (this) {
        case SEA -> new Sea();
        case HYPERPLANE -> new Hyperplane(seed, speed);
        case RBF -> new RandomRbf(seed, speed);
        case LED -> new Led(noise);
        case STAGGER -> new Stagger();
        case AGRAWAL -> new Agrawal();
      };
    }

    /** The generator of that name; empty if there is none. */
    public static Optional<Kind> of(String id) {
      for (Kind kind : values()) {
        if (kind.id().equals(id)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** Copies the lists. */
  public SyntheticSettings {
    concepts = List.copyOf(concepts);
    at = List.copyOf(at);
  }

  /**
   * Reads what stands after the colon.
   *
   * @param argument {@code key=value,…}; may be empty
   * @throws InvalidSettingsException with a line for each problem
   */
  public static SyntheticSettings parse(Kind kind, String argument) {
    return new Reader(kind, argument).read();
  }

  /** The stream from its beginning. */
  public SyntheticStream open() {
    return new SyntheticStream(
        this, kind.generator(seed, noise, speed), new DriftPlan(concepts, at, width));
  }

  /** How likely a label is another one. */
  double flips() {
    return kind == Kind.LED ? 0 : noise;
  }

  /** Collects all that is wrong with a specification. */
  private static final class Reader {
    private final Kind kind;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Reader(Kind kind, String argument) {
      this.kind = kind;
      for (String pair : argument.isEmpty() ? new String[0] : argument.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals), pair.substring(equals + 1));
        } else {
          require(false, "must have the form key=value", pair);
        }
      }
    }

    SyntheticSettings read() {
      int records = take("records", Integer::valueOf, RECORDS);
      require(records >= 1 && records <= MOST_RECORDS, "records must be in [1, 5000000]", records);
      double noise = take("noise", Double::valueOf, kind.noise);
      require(noise >= 0 && noise <= 1, "noise must be in [0, 1]", noise);
      double speed = take("speed", Double::valueOf, 0.0);
      require(speed >= 0 && speed <= 1, "speed must be in [0, 1]", speed);
      boolean moves = kind == Kind.HYPERPLANE || kind == Kind.RBF;
      require(moves || speed == 0, "speed must be left out", speed);
      int width = take("width", Integer::valueOf, 0);
      require(width >= 0, "width must not be negative", width);
      long seed = take("seed", Long::valueOf, 1L);
      int most = kind.generator(seed, 0, 0).concepts();
      List<Integer> concepts = take("concepts", Reader::numbers, upTo(most));
      require(
          concepts.stream().allMatch(concept -> concept >= 0 && concept < most),
          "every concept must be in [0, %d)".formatted(most),
          concepts);
      List<Integer> at = take("at", Reader::numbers, evenly(records, concepts.size()));
      require(at.size() == concepts.size() - 1, "at must name a place for each change", at);
      require(ascend(at, records), "at must ascend in (0, %d)".formatted(records), at);
      require(values.isEmpty(), "must have no such key", String.join(", ", values.keySet()));
      if (!problems.isEmpty()) {
        throw new InvalidSettingsException(problems);
      }
      return new SyntheticSettings(kind, records, concepts, at, width, noise, speed, seed);
    }

    private <T> T take(String key, Function<String, T> parse, T otherwise) {
      String text = values.remove(key);
      if (text == null) {
        return otherwise;
      }
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        require(false, key + " must be a number", text);
        return otherwise;
      }
    }

    private static List<Integer> numbers(String text) {
      List<Integer> numbers = new ArrayList<>();
      for (String number : text.split("/", -1)) {
        numbers.add(Integer.valueOf(number));
      }
      return numbers;
    }

    private static List<Integer> upTo(int count) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        numbers.add(i);
      }
      return numbers;
    }

    private static List<Integer> evenly(int records, int concepts) {
      List<Integer> at = new ArrayList<>();
      for (long i = 1; i < concepts; i++) {
        at.add((int) (i * records / concepts));
      }
      return at;
    }

    private static boolean ascend(List<Integer> at, int records) {
      int last = 0;
      for (int place : at) {
        if (place <= last) {
          return false;
        }
        last = place;
      }
      return last < records;
    }

    private void require(boolean holds, String rule, Object value) {
      if (!holds) {
        problems.add("data %s %s: \"%s\"".formatted(kind.id(), rule, value));
      }
    }
  }
}
