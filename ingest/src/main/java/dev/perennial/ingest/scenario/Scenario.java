package dev.perennial.ingest.scenario;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.ingest.data.RowSource;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.util.List;
import java.util.Optional;

/** How a data set is divided into tasks: what {@code --scenario} names. Immutable. */
public interface Scenario {

  /**
   * The stream this scenario makes of the data.
   *
   * @throws InvalidSettingsException if the scenario makes no sense for the data, or the limit
   *     leaves a task without a sample
   */
  Curriculum arrange(DataSet data, CurriculumSettings settings);

  /** The same with training samples in random order within each task, another in each pass. */
  default Scenario shuffled() {
    return this;
  }

  /**
   * The same samples as those of {@link #arrange}, byte for byte, without holding the data; empty
   * where the scenario needs to know all of them first.
   */
  default Optional<SampleSequence> streamed(RowSource rows, CurriculumSettings settings) {
    return Optional.empty();
  }

  /**
   * The scenario a user names.
   *
   * <ul>
   *   <li>{@code classes:K}: K classes a task, in label order
   *   <li>{@code permute:T}: T tasks of all classes, each with its own order of the pixels; the
   *       first as they are
   *   <li>{@code rotate:T}: T tasks of all classes, turned by 0, 180 / T, 2 * 180 / T ... degrees
   *   <li>{@code blurry:K:P}: like {@code classes:K}, but a share P of each task's training samples
   *       has changed places with other tasks'
   *   <li>{@code as-is}: file order; one task unless the data names its tasks
   * </ul>
   *
   * @throws InvalidSettingsException if the specification has none of these forms
   */
  static Scenario parse(String spec) {
    String[] parts = spec.split(":", -1);
    return switch (parts[0] + "/" + (parts.length - 1)) {
      case "classes/1" -> new ClassIncremental(count(spec, parts[1]));
      case "permute/1" -> new Permuted(count(spec, parts[1]));
      case "rotate/1" -> new Rotated(count(spec, parts[1]));
      case "blurry/2" ->
          new Blurry(new ClassIncremental(count(spec, parts[1])), share(spec, parts[2]));
      case "as-is/0" -> new AsIs(Curriculum.Order.FILE);
      default ->
          throw invalid(
              "must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"%s\"", spec);
    };
  }

  private static int count(String spec, String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= 1000) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw invalid("must count from 1 to 1000: \"%s\"", spec);
  }

  private static double share(String spec, String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw invalid("must have a share P in [0, 1]: \"%s\"", spec);
  }

  private static InvalidSettingsException invalid(String rule, String spec) {
    return new InvalidSettingsException(List.of("scenario " + rule.formatted(spec)));
  }
}
