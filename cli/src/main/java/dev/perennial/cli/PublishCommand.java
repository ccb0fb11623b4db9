package dev.perennial.cli;

import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial publish}. */
@Command(
    name = "publish",
    description = "Publish a data set to a running cluster: hold-out first, then training samples.",
    sortOptions = false)
final class PublishCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Mixin private CurriculumOptions curriculumOptions = new CurriculumOptions();

  @Option(names = "--stream", paramLabel = "NAME", description = "default: named after the data")
  private Optional<String> stream = Optional.empty();

  @Option(names = "--rate", paramLabel = "X", description = "most samples a second")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--boundary",
      paramLabel = "ID",
      description = "end with a command of that id: learn what is pending, score, write a snapshot")
  private Optional<String> boundary = Optional.empty();

  @Override
  public void run() {
    OptionProblems problems = new OptionProblems();
    curriculumOptions.check(problems);
    Pace pace =
        problems.valueOr(
            Pace.unlimited(),
            () ->
                rate.map(most -> Pace.perSecond(most, Clock.systemUTC()))
                    .orElseGet(Pace::unlimited));
    problems.throwIfAny();
    String name = stream.orElseGet(curriculumOptions::stream);
    Curriculum curriculum = curriculumOptions.load(name);
    PrintWriter err = spec.commandLine().getErr();
    try (Registry registry = Registry.at(cluster.registry());
        SamplePublisher publisher = SamplePublisher.connect(cluster.kafka(), registry, pace)) {
      for (Sample sample : curriculum.holdout()) {
        publisher.publish(sample);
      }
      for (Sample sample : curriculum.training()) {
        publisher.publish(sample);
      }
      boundary.ifPresent(id -> publisher.command(publisher.boundary(name, id)));
      publisher.flush();
    }
    err.printf(
        "published %,d hold-out and %,d training samples to stream %s%n",
        curriculum.holdoutSize(), curriculum.trainingSize(), name);
  }
}
