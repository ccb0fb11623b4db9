package dev.perennial.k8s;

import dev.perennial.learner.job.JobSettings;
import dev.perennial.learner.job.LearnerJob;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/**
 * The learner's FlinkDeployment: keys that Flink has, memory that adds up, and what keeps models
 * exact.
 */
final class FlinkRules {

  private static final List<Class<?>> OPTIONS =
      List.of(
          CheckpointingOptions.class,
          CoreOptions.class,
          HighAvailabilityOptions.class,
          JobManagerOptions.class,
          MetricOptions.class,
          StateBackendOptions.class,
          TaskManagerOptions.class,
          ExternalResourceOptions.class);

  /** Keys of the operator, of a reporter or a resource by its name, and of a container. */
  private static final List<String> OF_OTHERS =
      List.of(
          "job.autoscaler.enabled",
          "metrics.reporter.prom.factory.class",
          "metrics.reporter.prom.port",
          "external-resource.gpu.amount",
          "external-resource.gpu.driver-factory.class",
          "external-resource.gpu.kubernetes.config-key",
          "containerized.taskmanager.env.OMP_NUM_THREADS",
          "containerized.taskmanager.env.OMP_WAIT_POLICY",
          "containerized.taskmanager.env.NVIDIA_DRIVER_CAPABILITIES");

  private final FlinkDeploymentSpec spec;
  private final String flinkVersion;
  private final Map<String, String> flink;
  private final JobSettings job;
  private final List<String> problems = new ArrayList<>();

  private FlinkRules(Manifests manifests) {
    this.spec = manifests.one(FlinkDeployment.class, "perennial-learner").getSpec();
    this.flinkVersion =
        manifests.documents().stream()
            .filter(of -> of.path("kind").asText().equals("FlinkDeployment"))
            .map(of -> of.at("/spec/flinkVersion").asText())
            .findFirst()
            .orElseThrow();
    this.flink = spec.getFlinkConfiguration();
    this.job =
        Workload.of(manifests).stream()
            .filter(of -> of.name().equals("perennial-learner jobmanager"))
            .flatMap(of -> MountedSettings.of(of, manifests).stream())
            .findFirst()
            .orElseThrow()
            .settings()
            .section("job", JobSettings.class, JobSettings.DEFAULTS);
  }

  /** What is wrong in an overlay; empty if nothing is. */
  static List<String> problems(Manifests manifests) {
    FlinkRules rules = new FlinkRules(manifests);
    rules.keys();
    rules.program();
    rules.state();
    rules.slots();
    rules.memory();
    rules.virtualMachine();
    return rules.problems;
  }

  /**
   * What is wrong where learners have GPUs; empty if each slot has one of its own.
   *
   * <p>Flink's driver for GPUs tells all slots of a task manager of all its GPUs, so a task manager
   * has one slot and one GPU.
   */
  static List<String> gpuProblems(Manifests manifests) {
    FlinkRules rules = new FlinkRules(manifests);
    rules.requireIs("external-resources", "gpu");
    rules.requireIs("external-resource.gpu.amount", "1");
    rules.requireIs("external-resource.gpu.kubernetes.config-key", "nvidia.com/gpu");
    rules.requireIs(
        "external-resource.gpu.driver-factory.class",
        "org.apache.flink.externalresource.gpu.GPUDriverFactory");
    rules.requireIs("taskmanager.numberOfTaskSlots", "1");
    var pod = rules.spec.getTaskManager().getPodTemplate().getSpec();
    rules.require(
        !pod.getNodeSelector().isEmpty(), "task managers must be placed on nodes with a GPU");
    rules.require(
        pod.getTolerations().stream().anyMatch(of -> "nvidia.com/gpu".equals(of.getKey())),
        "task managers must tolerate what keeps others from nodes with a GPU");
    rules.require(
        rules.spec.getImage().endsWith("-cu128"),
        "the image must have libtorch for CUDA: " + rules.spec.getImage());
    return rules.problems;
  }

  private void require(boolean isTrue, String problem) {
    if (!isTrue) {
      problems.add(problem);
    }
  }

  private void requireIs(String key, String value) {
    require(
        value.equals(flink.get(key)), "%s must be %s: %s".formatted(key, value, flink.get(key)));
  }

  private void keys() {
    Set<String> known = new TreeSet<>(OF_OTHERS);
    for (Class<?> options : OPTIONS) {
      for (Field field : options.getFields()) {
        if (ConfigOption.class.isAssignableFrom(field.getType())) {
          try {
            known.add(((ConfigOption<?>) field.get(null)).key());
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    flink.keySet().forEach(key -> require(known.contains(key), "Flink has no key " + key));
  }

  private void program() {
    require(
        "local:///opt/flink/usrlib/perennial-learner-job.jar".equals(spec.getJob().getJarURI()),
        "the image has no " + spec.getJob().getJarURI());
    require(
        LearnerJob.class.getName().equals(spec.getJob().getEntryClass()),
        "the job has no class " + spec.getJob().getEntryClass());
    require(
        List.of(spec.getJob().getArgs())
            .equals(List.of("--config", "/etc/perennial/application.yaml")),
        "the job takes --config FILE: " + List.of(spec.getJob().getArgs()));
    String version = System.getProperty("flink.version");
    require(
        ("v" + version).startsWith(flinkVersion.replace('_', '.') + "."),
        "the build has Flink %s: %s".formatted(version, flinkVersion));
  }

  private void state() {
    require(
        spec.getJob().getUpgradeMode() == UpgradeMode.SAVEPOINT,
        "an upgrade must go by a savepoint: " + spec.getJob().getUpgradeMode());
    require(
        Boolean.FALSE.equals(spec.getJob().getAllowNonRestoredState()),
        "state that nobody takes must be an error");
    requireIs("state.backend.type", "rocksdb");
    requireIs("execution.checkpointing.incremental", "true");
    requireIs("execution.checkpointing.dir", job.checkpoints());
    requireIs("high-availability.type", "kubernetes");
    for (String key :
        List.of("execution.checkpointing.savepoint-dir", "high-availability.storageDir")) {
      require(
          sibling(flink.getOrDefault(key, ""), job.checkpoints()),
          "%s must lie beside job.checkpoints: %s".formatted(key, flink.get(key)));
    }
    require(
        sibling(job.snapshots(), job.checkpoints()),
        "job.snapshots must lie beside job.checkpoints: " + job.snapshots());
  }

  private static boolean sibling(String one, String other) {
    return !one.equals(other)
        && one.substring(0, Math.max(0, one.lastIndexOf('/')))
            .equals(other.substring(0, other.lastIndexOf('/')));
  }

  private void slots() {
    requireIs("job.autoscaler.enabled", "false");
    requireIs("taskmanager.numberOfTaskSlots", "1");
    require(
        spec.getJob().getParallelism() == job.parallelism(),
        "job.parallelism is %d there and %d in application.yaml"
            .formatted(spec.getJob().getParallelism(), job.parallelism()));
  }

  /** Flink's own arithmetic, which refuses what does not fit. */
  private void memory() {
    Configuration configuration = Configuration.fromMap(flink);
    configuration.set(
        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(spec.getTaskManager().getResource().getMemory()));
    configuration.set(
        JobManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(spec.getJobManager().getResource().getMemory()));
    try {
      var task = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
      require(
          task.getTaskHeapSize().getMebiBytes() >= 1024,
          "tasks have too little heap: " + task.getTaskHeapSize());
      require(
          task.getTaskOffHeapSize().getMebiBytes() >= 1024,
          "libtorch has too little memory: " + task.getTaskOffHeapSize());
      JobManagerProcessUtils.processSpecFromConfig(configuration);
    } catch (IllegalConfigurationException e) {
      problems.add("memory does not add up: " + e.getMessage());
    }
  }

  private void virtualMachine() {
    requireIs("containerized.taskmanager.env.OMP_NUM_THREADS", "1");
    Set<String> given = Set.of(flink.getOrDefault("env.java.opts.all", "").split("\\s+"));
    // This JVM runs with what the build gives every JVM that runs Flink or libtorch.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.startsWith("--add-opens")
                    || argument.startsWith("-Duser.language")
                    || argument.startsWith("-Dai.djl"))
        .forEach(
            argument ->
                require(given.contains(argument), "env.java.opts.all must have " + argument));
  }
}
