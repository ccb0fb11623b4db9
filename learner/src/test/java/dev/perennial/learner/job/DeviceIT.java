package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job on a cluster that has no GPU to give. */
class DeviceIT {

  @TempDir private Path directory;

  @Test
  void failsOnceAndSaysWhyWhereAGpuIsDemanded() {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    // It would try for ever: what is refused for good is not tried again.
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    LearnerSettings er =
        new LearnerSettings(
                "*",
                new Recipe("er", "mlp:4", 10, 2, 0, 1, "sgd", 0.1, 0, 0, 1),
                ScoringSettings.AT_BOUNDARIES,
                10)
            .withDevice(DeviceSetting.GPU);
    LearnerJob.fold(
            env.fromData(
                TypeInformation.of(Routed.class),
                new Log().train("a", 0, 1).entries().toArray(Routed[]::new)),
            new LearnerOperator(
                Map.of("er", er),
                Log.REGISTRY,
                Learners::open,
                directory.toUri().toString(),
                1,
                1,
                keys -> Committed.nothing(),
                false))
        .sinkTo(new DiscardingSink<>());

    assertThatThrownBy(() -> env.execute("demanding"))
        .hasRootCauseInstanceOf(DeviceRefusedException.class)
        .hasRootCauseMessage(
            "learners.er.device is gpu and needs a GPU from Flink, which gave this task none: see"
                + " external-resources in Flink's configuration (docs/gpu.md)");
  }
}
