package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Placement;
import dev.perennial.learner.step.Cuda;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * The GPUs that Flink's external-resource framework gave a task; no other is ever used. Flink tells
 * every slot of a task manager of all its GPUs, and a task takes one by its number, which says
 * nothing of the task manager it is on: so a task manager should have one slot and one GPU.
 */
final class AllottedGpus {

  /** No task, and so no GPU. */
  static final AllottedGpus NONE = new AllottedGpus(List.of(), 0);

  /** What Flink's configuration calls the resource. */
  static final String RESOURCE = "gpu";

  /** The property in which Flink's driver for GPUs tells which one it is. */
  private static final String INDEX = "index";

  private final List<Integer> indices;
  private final int task;

  /**
   * The GPUs of a task.
   *
   * @param task its number among the parallel ones
   */
  AllottedGpus(List<Integer> indices, int task) {
    this.indices = indices.stream().sorted().toList();
    this.task = task;
  }

  /** The GPUs of the task whose context that is. */
  static AllottedGpus of(RuntimeContext context) {
    return new AllottedGpus(
        context.getExternalResourceInfos(RESOURCE).stream().map(AllottedGpus::index).toList(),
        context.getTaskInfo().getIndexOfThisSubtask());
  }

  private static int index(ExternalResourceInfo gpu) {
    Optional<String> index = gpu.getProperty(INDEX);
    try {
      return Integer.parseInt(index.orElse(""));
    } catch (NumberFormatException e) {
      throw new DeviceRefusedException(
          "external resource %s must have a number as its property %s: %s"
              .formatted(RESOURCE, INDEX, index.orElse("none")));
    }
  }

  /**
   * Where a learner computes.
   *
   * @throws DeviceRefusedException if its settings demand a GPU and there is none for it
   */
  Placement placement(String learner, LearnerSettings settings) {
    return switch (settings.device()) {
      case CPU -> Placement.CPU;
      case AUTO -> suits(settings) ? own() : Placement.CPU;
      case GPU -> demanded(learner);
    };
  }

  private boolean suits(LearnerSettings settings) {
    return !indices.isEmpty() && Learners.runsOnGpu(settings.recipe().strategy()) && Cuda.isThere();
  }

  private Placement demanded(String learner) {
    String rule = "learners.%s.device is gpu and needs ".formatted(learner);
    if (indices.isEmpty()) {
      throw new DeviceRefusedException(
          rule
              + "a GPU from Flink, which gave this task none: see external-resources in Flink's"
              + " configuration (docs/gpu.md)");
    }
    if (!Cuda.isThere()) {
      throw new DeviceRefusedException(
          rule
              + "a tensor engine with CUDA, and this one is built without: Flink gave %s"
                  .formatted(own()));
    }
    return own();
  }

  private Placement own() {
    return Placement.gpu(indices.get(task % indices.size()));
  }

  @Override
  public String toString() {
    return indices.toString();
  }
}
