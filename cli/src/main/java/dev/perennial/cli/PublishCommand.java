package dev.perennial.cli;

import dev.perennial.cli.pipeline.Published;
import dev.perennial.ingest.publish.LabelPlan;
import dev.perennial.ingest.publish.LabelPublisher;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.SampleSequence;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perennial publish}. */
@Command(
    name = "publish",
    description = {
      "Publish data to a running cluster: hold-out first, then training samples.",
      "A table as it is (--scenario as-is) is never held in memory, so it may be larger, or a pipe:"
          + " --data csv:-. Shuffled, divided into other tasks, or piped in and published more than"
          + " once, data are held."
    },
    sortOptions = false)
final class PublishCommand implements Runnable {

  private static final String TRANSACTIONS = "perennial-publish-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Mixin private CurriculumOptions curriculumOptions = new CurriculumOptions();

  @Mixin private LabelOptions labelOptions = new LabelOptions();

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

  @Option(
      names = "--unnamed-tasks",
      description = "name no tasks: ingest does, by its settings ingest.tasks")
  private boolean unnamedTasks;

  @Override
  public void run() {
    OptionProblems problems = new OptionProblems();
    curriculumOptions.check(problems);
    LabelPlan plan = problems.valueOr(LabelPlan.WITH_SAMPLES, labelOptions::plan);
    Pace pace =
        problems.valueOr(
            Pace.unlimited(),
            () ->
                rate.map(most -> Pace.perSecond(most, Clock.systemUTC()))
                    .orElseGet(Pace::unlimited));
    problems.throwIfAny();
    String name = stream.orElseGet(curriculumOptions::stream);
    SampleSequence samples = curriculumOptions.samples(name);
    PrintWriter err = spec.commandLine().getErr();
    SampleCount count = new SampleCount();
    try (Registry registry = Registry.at(cluster.registry());
        SamplePublisher publisher =
            resume
                ? SamplePublisher.resumable(cluster.kafka(), registry, pace, TRANSACTIONS + name)
                : SamplePublisher.connect(cluster.kafka(), registry, pace);
        ConsoleProgress progress = ConsoleProgress.barOnly(err, "published")) {
      Published published =
          resume ? Published.of(name, cluster.kafka(), registry) : Published.nothing();
      published.last().ifPresent(last -> publisher.goOn(name, last.eventTime(), last.place()));
      if (published.samples() > 0) {
        err.printf("%,d samples of stream %s are there already%n", published.samples(), name);
      }
      LabelPublisher labels = new LabelPublisher(publisher, plan, published.labels());
      for (Sample stated : samples) {
        Sample sample = unnamedTasks ? unnamed(stated) : stated;
        count.add(sample);
        if (count.all() > published.samples()) {
          labels.publish(sample);
        } else {
          requireSame(published, sample, count.all(), name);
          labels.isThere(sample, published.place(count.all() - 1));
        }
        progress.counted(count.all(), samples.size());
      }
      requireAll(published, count.all(), name);
      labels.finish(name);
      boundary
          .filter(id -> !published.commands().contains(id))
          .ifPresent(id -> publisher.command(publisher.boundary(name, id)));
      publisher.flush();
    }
    curriculumOptions.tellSkipped(err);
    err.printf(
        "published %,d hold-out and %,d training samples to stream %s%n",
        count.holdout(), count.training(), name);
  }

  private static Sample unnamed(Sample sample) {
    return new Sample(
        sample.getId(),
        sample.getStream(),
        sample.getEventTime(),
        sample.getFeatures(),
        sample.getLabel(),
        null,
        sample.getSplit());
  }

  /** Refuses to go on behind samples that are not those of the same options. */
  private static void requireSame(Published published, Sample sample, long number, String stream) {
    String last = published.last().map(Published.Last::id).orElse("");
    if (number == published.samples() && !last.equals(sample.getId())) {
      throw new InvalidSettingsException(
          List.of(
              "--resume needs the options of before, and all that was published: sample %,d of"
                      .formatted(number)
                  + " stream %s is %s, of these options %s"
                      .formatted(stream, last, sample.getId())));
    }
  }

  private static void requireAll(Published published, long number, String stream) {
    if (number < published.samples()) {
      throw new InvalidSettingsException(
          List.of(
              "--resume needs the options of before: stream %s holds %,d samples more than these"
                  .formatted(stream, published.samples() - number)));
    }
  }
}
