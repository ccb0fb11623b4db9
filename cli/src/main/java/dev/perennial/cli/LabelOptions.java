package dev.perennial.cli;

import dev.perennial.ingest.publish.LabelPlan;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which labels come, and when. */
final class LabelOptions {

  @Option(
      names = "--label-delay",
      paramLabel = "N",
      description =
          "publish samples without labels, and each label N samples later to topic labels; hold-out"
              + " samples keep theirs")
  private Optional<Integer> delay = Optional.empty();

  @Option(
      names = "--label-share",
      paramLabel = "P",
      defaultValue = "1",
      description = "the share of labels that ever come, chosen by a hash of the id")
  private double share = 1;

  LabelPlan plan() {
    return new LabelPlan(delay.map(OptionalInt::of).orElseGet(OptionalInt::empty), share);
  }
}
