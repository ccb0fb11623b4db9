package dev.perennial.cli;

import dev.perennial.ingest.publish.LabelPlan;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.scenario.SampleSequence;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
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
    KafkaSettings kafka = cluster.reachedKafka();
    SampleCount count;
    try (Registry registry = Registry.at(cluster.registry());
        ConsoleProgress progress = ConsoleProgress.barOnly(err, "published")) {
      Publication publication =
          new Publication(kafka, registry, pace, name, plan, boundary, err, progress);
      SampleSequence stated = unnamedTasks ? new UnnamedTasks(samples) : samples;
      count = resume ? publication.resume(stated) : publication.begin(stated);
    }
    curriculumOptions.tellSkipped(err);
    err.printf(
        "published %,d hold-out and %,d training samples to stream %s%n",
        count.holdout(), count.training(), name);
  }

  /** The same samples without the names of their tasks. */
  private record UnnamedTasks(SampleSequence samples) implements SampleSequence {

    @Override
    public OptionalLong size() {
      return samples.size();
    }

    @Override
    public boolean canBeReadAgain() {
      return samples.canBeReadAgain();
    }

    @Override
    public Iterator<Sample> iterator() {
      Iterator<Sample> named = samples.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return named.hasNext();
        }

        @Override
        public Sample next() {
          return unnamed(named.next());
        }
      };
    }
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
}
