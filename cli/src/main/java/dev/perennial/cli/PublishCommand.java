package dev.perennial.cli;

import dev.perennial.cli.pipeline.Published;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final String TRANSACTIONS = "perennial-publish-";

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

  @Option(
      names = "--resume",
      description =
          "go on after what the topics already hold of the stream: a publisher that was killed"
              + " loses and repeats nothing. It must then be the only one of its stream, from the"
              + " first sample on")
  private boolean resume;

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
        SamplePublisher publisher =
            resume
                ? SamplePublisher.resumable(cluster.kafka(), registry, pace, TRANSACTIONS + name)
                : SamplePublisher.connect(cluster.kafka(), registry, pace)) {
      Published published =
          resume
              ? Published.of(name, cluster.kafka(), registry)
              : new Published(0, Optional.empty(), Set.of());
      published.last().ifPresent(last -> publisher.goOn(name, last.eventTime(), last.place()));
      long there = published.samples();
      if (there > 0) {
        err.printf("%,d samples of stream %s are there already%n", there, name);
      }
      for (Iterable<Sample> part : List.of(curriculum.holdout(), curriculum.training())) {
        for (Sample sample : part) {
          if (there > 0) {
            there--;
            if (there == 0) {
              requireSame(published, sample, name);
            }
          } else {
            publisher.publish(sample);
          }
        }
      }
      if (there > 0) {
        throw new InvalidSettingsException(
            List.of(
                "--resume needs the options of before: stream %s holds %,d samples more than these"
                    .formatted(name, there)));
      }
      boundary
          .filter(id -> !published.commands().contains(id))
          .ifPresent(id -> publisher.command(publisher.boundary(name, id)));
      publisher.flush();
    }
    err.printf(
        "published %,d hold-out and %,d training samples to stream %s%n",
        curriculum.holdoutSize(), curriculum.trainingSize(), name);
  }

  /** Refuses to go on behind samples that are not those of the same options. */
  private static void requireSame(Published published, Sample sample, String stream) {
    String last = published.last().map(Published.Last::id).orElse("");
    if (!last.equals(sample.getId())) {
      throw new InvalidSettingsException(
          List.of(
              "--resume needs the options of before, and all that was published: sample %,d of"
                      .formatted(published.samples())
                  + " stream %s is %s, of these options %s"
                      .formatted(stream, last, sample.getId())));
    }
  }
}
