package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class FlinkRulesTest {

  static final List<String> OVERLAYS = Manifests.OVERLAYS;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void theLearnerIsDeployedAsItMustBe(String overlay) {
    assertThat(FlinkRules.problems(Manifests.of(overlay))).isEmpty();
  }

  @Test
  void whereThereAreGpusEachLearnerSlotHasOne() {
    assertThat(FlinkRules.gpuProblems(Manifests.of("gpu"))).isEmpty();
    assertThat(FlinkRules.gpuProblems(Manifests.of("production")))
        .contains("external-resource.gpu.amount must be 1: null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flinkConfiguration/taskmanager.memory.task.offheap.size | 3g | Flink has no key taskmanager.memory.task.offheap.size",
        "flinkConfiguration/taskmanager.memory.managed.size | 7g | memory does not add up",
        "flinkConfiguration/taskmanager.memory.task.off-heap.size | 512m | libtorch has too little memory: 512",
        "flinkConfiguration/taskmanager.memory.task.off-heap.size | 5g | tasks have too little heap: ",
        "flinkConfiguration/taskmanager.numberOfTaskSlots | \"2\" | taskmanager.numberOfTaskSlots must be 1: 2",
        "flinkConfiguration/job.autoscaler.enabled | \"true\" | job.autoscaler.enabled must be false: true",
        "flinkConfiguration/state.backend.type | hashmap | state.backend.type must be rocksdb: hashmap",
        "flinkConfiguration/execution.checkpointing.incremental | | execution.checkpointing.incremental must be true: null",
        "flinkConfiguration/execution.checkpointing.dir | s3://other/checkpoints | execution.checkpointing.dir must be s3://perennial/checkpoints: s3://other/checkpoints",
        "flinkConfiguration/execution.checkpointing.savepoint-dir | | execution.checkpointing.savepoint-dir must lie beside job.checkpoints: null",
        "flinkConfiguration/high-availability.storageDir | s3://perennial/checkpoints | high-availability.storageDir must lie beside job.checkpoints: s3://perennial/checkpoints",
        "flinkConfiguration/env.java.opts.all | -Dai.djl.offline=true | env.java.opts.all must have --add-opens=java.base/java.nio=ALL-UNNAMED",
        "flinkConfiguration/containerized.taskmanager.env.OMP_NUM_THREADS | \"2\" | containerized.taskmanager.env.OMP_NUM_THREADS must be 1: 2",
        "job/parallelism | 4 | job.parallelism is 4 there and 2 in application.yaml",
        "job/upgradeMode | last-state | an upgrade must go by a savepoint: LAST_STATE",
        "job/allowNonRestoredState | true | state that nobody takes must be an error",
        "job/jarURI | local:///job.jar | the image has no local:///job.jar",
        "job/entryClass | dev.perennial.Job | the job has no class dev.perennial.Job",
        "job/args | [] | the job takes --config FILE: []",
        "flinkVersion | v2_1 | the build has Flink 2.2.1: v2_1",
      })
  void aLearnerThatIsDeployedOtherwiseIsNoticed(String pointer, String value, String problem) {
    Manifests broken =
        Manifests.of("production")
            .with("FlinkDeployment perennial-learner", "/spec/" + pointer, value);

    assertThat(FlinkRules.problems(broken))
        .anySatisfy(found -> assertThat(found).startsWith(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flinkConfiguration/external-resource.gpu.amount | \"2\" | external-resource.gpu.amount must be 1: 2",
        "flinkConfiguration/taskmanager.numberOfTaskSlots | \"2\" | taskmanager.numberOfTaskSlots must be 1: 2",
        "flinkConfiguration/external-resource.gpu.kubernetes.config-key | gpu | external-resource.gpu.kubernetes.config-key must be nvidia.com/gpu: gpu",
        "flinkConfiguration/external-resources | | external-resources must be gpu: null",
        "taskManager/podTemplate/spec/nodeSelector | | task managers must be placed on nodes with a GPU",
        "taskManager/podTemplate/spec/tolerations | | task managers must tolerate what keeps others from nodes with a GPU",
        "image | perennial-learner:0.1.0-SNAPSHOT | the image must have libtorch for CUDA: perennial-learner:0.1.0-SNAPSHOT",
      })
  void aSlotWithoutItsOwnGpuIsNoticed(String pointer, String value, String problem) {
    assertThat(
            FlinkRules.gpuProblems(
                Manifests.of("gpu")
                    .with("FlinkDeployment perennial-learner", "/spec/" + pointer, value)))
        .contains(problem);
  }
}
