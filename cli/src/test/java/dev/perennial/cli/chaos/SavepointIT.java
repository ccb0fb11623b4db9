package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.cli.cluster.LocalCluster;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Prediction;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.settings.InvalidSettingsException;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job is stopped while it works, changed, and goes on: its topics hold what they would have. */
@Tag("soak")
class SavepointIT {

  private static final List<String> STREAMS = List.of("s1", "s2", "s3", "s4", "s5");

  /** No multiple of a batch: rows wait whenever the job is stopped. */
  private static final int SLICE = 207;

  private static final int SLICES = 3;

  /** Their recipes stay; the last joins with the last slice. */
  private static final List<String> STEADY = List.of("er", "slda", "late");

  /** Its recipe changes with the last slice. */
  private static final String EAGER = "eager";

  @TempDir Path directory;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void goesOnWithOtherParallelismMemoryAndRatesAsIfItHadNeverStopped() throws Exception {
    Transcript calm;
    List<String> models;
    try (EmbeddedStack stack =
        EmbeddedStack.start(withLate(blueprint(1, 10, 0.05)), directory("calm"))) {
      publish(stack.settings(), 0, SLICES);
      models = models(stack.settings());
      calm = transcript(stack.settings());
    }

    Path changed = directory("changed");
    LocalCluster cluster = LocalCluster.start(blueprint(1, 10, 0.05), changed, 1);
    try {
      publish(cluster.settings(), 0, 1);
      Written.awaitPredictions(cluster.settings(), 1);
      Path first = cluster.stopWithSavepoint();

      refuses(changed);

      Blueprint three =
          blueprint(3, 10, 0.05)
              .withSection("flink", Map.of("taskmanager.memory.managed.size", "128m"));
      cluster = LocalCluster.start(three, changed, 2);
      publish(cluster.settings(), 1, 2);
      Written.awaitPredictions(cluster.settings(), STREAMS.size() * SLICE * 3L + 1);
      cluster.stopWithSavepoint();
      assertThat(first.resolve("_metadata")).as("a savepoint is its owner's").exists();

      cluster = LocalCluster.start(withLate(blueprint(2, 4, 0.01)), changed, 1);
      publish(cluster.settings(), 2, SLICES);

      assertThat(models(cluster.settings())).isEqualTo(models);
      Transcript.Difference difference = calm.against(transcript(cluster.settings()));
      assertThat(difference.examples()).isEmpty();
      // Every training sample is sequenced once, and predicted by each steady learner.
      assertThat(difference.compared()).isGreaterThan(STREAMS.size() * SLICE * SLICES * 4L);
      requireThatTheEagerLearnerMissedNothing(cluster.settings());
    } finally {
      cluster.destroy();
    }
  }

  /** One that changes what is kept is refused before a process is started. */
  private static void refuses(Path changed) {
    Blueprint larger =
        blueprint(1, 10, 0.05)
            .with("learners", Map.of("er", learner("er", Map.of("memory", 99, "batch", 5))));

    assertThatThrownBy(() -> LocalCluster.start(larger, changed, 1))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "learners.er cannot go on from its state: recipe.memory was 500, is 99; set it back, or"
                + " give the learner a new name and a reader of its own, with which it learns the"
                + " log from its beginning");
    assertThat(LocalCluster.at(changed).status()).allMatch(member -> member.running().isEmpty());
  }

  private static void requireThatTheEagerLearnerMissedNothing(SettingsFile settings) {
    List<StepReport> steps = new ArrayList<>();
    List<String> predicted = new ArrayList<>();
    try (Registry registry = Registry.at(settings.registry())) {
      Written.read(
          Topic.STEPS,
          StepReport.class,
          settings,
          registry,
          received -> EAGER.equals(received.orThrow().getLearner()),
          received -> steps.add(received.orThrow()));
      Written.read(
          Topic.PREDICTIONS,
          Prediction.class,
          settings,
          registry,
          received -> EAGER.equals(received.orThrow().getLearner()),
          received ->
              predicted.add(received.orThrow().getStream() + " " + received.orThrow().getId()));
    }
    assertThat(predicted).hasSize(STREAMS.size() * SLICE * SLICES).doesNotHaveDuplicates();
    for (String stream : STREAMS) {
      List<StepReport> own =
          steps.stream().filter(step -> stream.equals(step.getStream())).toList();
      long slow = own.stream().takeWhile(step -> step.getLearningRate() == 0.05).count();
      assertThat(slow).isPositive().isLessThan(own.size());
      assertThat(own.subList((int) slow, own.size()))
          .allMatch(step -> step.getLearningRate() == 0.01 && step.getSequences().size() <= 4);
      assertThat(own).extracting(StepReport::getVersion).isEqualTo(versions(own.size()));
      assertThat(own.stream().mapToInt(step -> step.getSequences().size()).sum())
          .isEqualTo(SLICE * SLICES);
    }
  }

  private static List<Long> versions(int count) {
    return LongStream.rangeClosed(1, count).boxed().toList();
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  private static Blueprint blueprint(int parallelism, int batch, double rate) {
    Map<String, Object> learners = new LinkedHashMap<>();
    learners.put("er", learner("er", Map.of()));
    learners.put("slda", learner("slda", Map.of()));
    learners.put(EAGER, learner("er", Map.of("batch", batch, "learningRate", rate)));
    return Blueprint.shipped()
        .with("topics", Map.of("partitions", 3))
        .with("job", Map.of("parallelism", parallelism))
        .withSection("learners", learners);
  }

  /** And one that reads the log by itself, from its beginning, whenever it joins. */
  private static Blueprint withLate(Blueprint blueprint) {
    Map<String, Object> late = new LinkedHashMap<>(learner("naive", Map.of()));
    late.put("reader", "late");
    return blueprint.with("learners", Map.of("late", late));
  }

  private static Map<String, Object> learner(String strategy, Map<String, Object> more) {
    Map<String, Object> recipe = new LinkedHashMap<>(more);
    recipe.put("strategy", strategy);
    recipe.put("network", "mlp:32,32");
    return Map.of("recipe", recipe);
  }

  /** Publishes slices of every stream; the last ends with a command. */
  private static void publish(SettingsFile settings, int from, int to) throws IOException {
    try (Registry registry = Registry.at(settings.registry());
        SamplePublisher publisher =
            SamplePublisher.connect(settings.kafka(), registry, Pace.unlimited())) {
      for (String stream : STREAMS) {
        curriculum(stream).subList(from * SLICE, to * SLICE).forEach(publisher::publish);
      }
      for (String stream : STREAMS) {
        if (to == SLICES) {
          publisher.command(publisher.boundary(stream, Workload.END));
        }
      }
      publisher.flush();
    }
  }

  private static List<Sample> curriculum(String stream) throws IOException {
    Curriculum curriculum =
        Scenario.parse("classes:5")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of(stream, STREAMS.indexOf(stream)).withLimit(700));
    List<Sample> samples = new ArrayList<>();
    curriculum.training().forEach(samples::add);
    return samples;
  }

  /** The steady learners' last models, once the stream's end is learned. */
  private static List<String> models(SettingsFile settings) {
    return Written.awaitModels(settings, Workload.END, STREAMS.size() * (STEADY.size() + 1))
        .stream()
        .filter(manifest -> STEADY.contains(manifest.getLearner()))
        .map(
            manifest ->
                manifest.getStream() + "/" + manifest.getLearner() + " " + manifest.getSha256())
        .sorted()
        .toList();
  }

  /** What the steady learners said, and what they were told. */
  private static Transcript transcript(SettingsFile settings) {
    return Written.transcript(settings, learner -> !EAGER.equals(learner));
  }
}
