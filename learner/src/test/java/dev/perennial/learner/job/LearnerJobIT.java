package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fold in a real Flink cluster in this JVM, with the real learner, RocksDB and a task that dies
 * half-way.
 */
class LearnerJobIT {

  private static final int SAMPLES = 6000;
  private static final int PIXELS = 64;
  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static final AtomicInteger RESTORES = new AtomicInteger();

  @TempDir private Path directory;

  @Test
  void givesTheSameModelsWithAndWithoutAFailure() throws Exception {
    List<Routed> entries = stream();

    Map<String, byte[]> undisturbed = run(entries, "undisturbed", 0);
    FAILURES.set(0);
    RESTORES.set(0);
    Map<String, byte[]> disturbed = run(entries, "disturbed", 1);

    assertThat(FAILURES).hasValue(1);
    assertThat(RESTORES).as("restored from a checkpoint").hasValue(1);
    assertThat(undisturbed).hasSize(2);
    assertThat(disturbed.keySet()).isEqualTo(undisturbed.keySet());
    undisturbed.forEach((name, bytes) -> assertThat(disturbed.get(name)).as(name).isEqualTo(bytes));
  }

  private Map<String, byte[]> run(List<Routed> entries, String name, int failures)
      throws Exception {
    Path root = directory.resolve(name);
    Configuration flink = new Configuration();
    flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, root.resolve("checkpoints").toUri().toString());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    Recipe recipe = new Recipe("er", "mlp:32", 100, 10, 10, 1, "sgd", 0.05, 0.9, 0, 7);
    LearnerJob.fold(
            env.fromData(TypeInformation.of(Routed.class), entries.toArray(Routed[]::new))
                .map(new DiesAfterACheckpoint(failures))
                .name("dies-after-a-checkpoint"),
            new LearnerOperator(
                Map.of("er", new LearnerSettings("*", recipe, ScoringSettings.AT_BOUNDARIES, 100)),
                Log.REGISTRY,
                Learners::open,
                root.resolve("snapshots").toUri().toString(),
                JobSettings.DEFAULTS.maxModels(),
                JobSettings.DEFAULTS.maxAwakeModels(),
                keys -> Committed.nothing(),
                false))
        .sinkTo(new DiscardingSink<>());
    env.execute(name);

    Map<String, byte[]> snapshots = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve("snapshots"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        snapshots.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return snapshots;
  }

  private static List<Routed> stream() {
    Random random = new Random(42);
    Log log = new Log();
    for (int i = 0; i < 50; i++) {
      log.holdOut("a", i % 2, pixels(random, i % 2)).holdOut("b", 2 + i % 2, pixels(random, 2));
    }
    for (int i = 0; i < SAMPLES; i++) {
      int label = (i < SAMPLES / 2 ? 0 : 2) + i % 2;
      log.train(i < SAMPLES / 2 ? "a" : "b", label, pixels(random, label));
    }
    return log.boundary("end").entries();
  }

  private static int[] pixels(Random random, int label) {
    return random.ints(PIXELS, label * 40, label * 40 + 100).toArray();
  }

  /** Passes entries on; throws once, when it has seen half of them and a checkpoint is complete. */
  private static final class DiesAfterACheckpoint
      implements MapFunction<Routed, Routed>, CheckpointListener, CheckpointedFunction {

    private final int failures;
    private long seen;
    private boolean checkpointed;

    DiesAfterACheckpoint(int failures) {
      this.failures = failures;
    }

    @Override
    public Routed map(Routed entry) {
      seen++;
      if (checkpointed && seen > SAMPLES / 3 && FAILURES.get() < failures) {
        FAILURES.incrementAndGet();
        throw new IllegalStateException("injected failure at entry " + seen);
      }
      return entry;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed = true;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void initializeState(FunctionInitializationContext context) {
      if (context.isRestored()) {
        RESTORES.incrementAndGet();
      }
    }
  }
}
