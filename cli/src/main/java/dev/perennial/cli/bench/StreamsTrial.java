package dev.perennial.cli.bench;

import dev.perennial.cli.bench.StreamsProbe.Note;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.learner.job.LearnerSettings;
import dev.perennial.learner.job.Routed;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * How fast one job learns many streams, each with a learner of its own, and what a learner takes:
 * the job's own folding part in a Flink cluster in this JVM, with RocksDB and checkpoints, fed from
 * memory.
 *
 * @param streams how many, at least 1
 * @param awake learners that are in memory at once, at least 1
 * @param samples over all streams, behind the first batch of each; at least 1
 * @param bytes of a sample, at least 1
 * @param order in which streams speak
 * @param batch rows an update
 * @param recipe of the learner: keys of a recipe other than the batch, and their values
 */
public record StreamsTrial(
    int streams,
    int awake,
    long samples,
    int bytes,
    StreamOrder order,
    int batch,
    Map<String, String> recipe) {

  private static final String LEARNER = "one";
  private static final String CHECKPOINTS_EVERY = "PT10S";

  /** Copies the recipe. */
  public StreamsTrial {
    recipe = Map.copyOf(recipe);
  }

  /**
   * What came of it.
   *
   * @param trial what was measured
   * @param samplesPerSecond behind the first batches
   * @param firstBatchesPerSecond learners a second that were opened and learned a batch
   * @param bytesPerStream by which the process grew from the first stream's first batch to the end,
   *     over the streams; what RocksDB and checkpoints take is part of it
   * @param residentBytes of the process at the end
   * @param sha256 of all results
   */
  public record Result(
      StreamsTrial trial,
      double samplesPerSecond,
      double firstBatchesPerSecond,
      long bytesPerStream,
      long residentBytes,
      String sha256) {

    @Override
    public String toString() {
      return ("%,d streams, %,d awake, %s: %,.0f samples a second; %,.0f learners a second opened;"
              + " %,d kB a stream, %,d MB resident; results %.12s")
          .formatted(
              trial.streams,
              trial.awake,
              trial.order,
              samplesPerSecond,
              firstBatchesPerSecond,
              bytesPerStream >> 10,
              residentBytes >> 20,
              sha256);
    }
  }

  /**
   * Checks that there is such a learner.
   *
   * @throws dev.perennial.schemas.settings.InvalidSettingsException if not, with every problem
   */
  public void check() {
    LearnerSettings.checkAll(
        settings(Path.of("")).named("learners", LearnerSettings.class, LearnerSettings.DEFAULTS));
  }

  /**
   * Measures.
   *
   * @param directory for checkpoints, snapshots and RocksDB; empty, what is written stays
   * @throws IllegalStateException if the job fails
   */
  public Result run(Path directory) {
    SettingsFile settings = settings(directory);
    String registry = settings.registry().url();
    Configuration flink = LearnerJob.flinkConfiguration(settings);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    env.setParallelism(1);
    env.setMaxParallelism(JobSettings.MAX_PARALLELISM);
    long first = (long) streams * batch;
    LearnerJob.results(
            env.fromSequence(0, first + samples - 1)
                .map(new StreamsLoad(LEARNER, registry, bytes, batch, streams, order))
                .returns(TypeInformation.of(Routed.class)),
            settings)
        .map(new StreamsProbe(first))
        .sinkTo(new DiscardingSink<>());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .withRandomPorts()
                .build());
    try (Registry ids = Registry.at(settings.registry())) {
      // Source and folds would race for the schemas' ids, which stand in every record.
      ids.register(Topic.EXPERIENCES.subject(), Topic.EXPERIENCES.schema());
      cluster.start();
      return result(cluster.executeJobBlocking(env.getStreamGraph().getJobGraph()));
    } catch (Exception e) {
      throw new IllegalStateException("the job failed", e);
    } finally {
      // What it still deletes lies in the directory.
      cluster.closeAsync().join();
    }
  }

  private Result result(JobExecutionResult ended) {
    List<Note> notes = StreamsProbe.notes(ended);
    Note begun = notes.get(0);
    Note opened = notes.get(1);
    Note end = notes.get(2);
    return new Result(
        this,
        samples / seconds(opened, end),
        (streams - 1) / seconds(begun, opened),
        (end.residentBytes() - begun.residentBytes()) / streams,
        end.residentBytes(),
        end.sha256());
  }

  private static double seconds(Note from, Note to) {
    return Math.max(1, to.nanos() - from.nanos()) / 1e9;
  }

  private SettingsFile settings(Path directory) {
    Map<String, Object> recipeSection = new TreeMap<>(recipe);
    recipeSection.put("batch", batch);
    return Blueprint.shipped()
        .withSection(
            "registry",
            Map.of("url", "mock://streams-" + UUID.randomUUID(), "properties", Map.of()))
        .with(
            "job",
            Map.of(
                "name",
                "bench-streams",
                "maxModels",
                streams,
                "maxAwakeModels",
                awake,
                "checkpointInterval",
                CHECKPOINTS_EVERY,
                "checkpoints",
                directory.resolve("checkpoints").toUri().toString(),
                "snapshots",
                directory.resolve("snapshots").toUri().toString()))
        .withSection("learners", Map.of(LEARNER, Map.of("stream", "*", "recipe", recipeSection)))
        .with("flink", Map.of("io.tmp.dirs", directory.resolve("tmp").toString()))
        .sections();
  }
}
