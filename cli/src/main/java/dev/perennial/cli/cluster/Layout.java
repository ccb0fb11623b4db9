package dev.perennial.cli.cluster;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.Perennial;
import dev.perennial.cli.cluster.Member.Role;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.BrokerFiles;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.cli.stack.FreePorts;
import dev.perennial.cli.stack.PrivateFile;
import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.learner.job.JobSettings;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.flink.util.FileUtils;

/**
 * Writes what the processes of a cluster read into one directory, and works out their commands.
 *
 * <pre>
 * cluster.json      the processes          broker/       the log, and broker.properties
 * application.yaml  what the parts read    registry/     the schemas
 * flink/            config.yaml            checkpoints/  savepoints/  snapshots/  logs/NAME.log
 * </pre>
 */
final class Layout {

  /** Of Flink's web page, whose fetches are few, and of a coordinator that moves no data. */
  private static final String SMALL_HEAP = "-Xmx384m";

  /**
   * A broker that serves one machine; some 70 MB of it live. Taken whole at the start: else garbage
   * fills it over an hour, which looks like a leak.
   */
  private static final List<String> BROKER_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  /**
   * Ingest, task managers and evaluator fold records for months: for them the optimizing compiler
   * pays, which the others do without. The last of two options counts.
   */
  private static final String OPTIMIZED = "-XX:TieredStopAtLevel=4";

  /** Ingest and evaluator hold their state in memory. */
  private static final List<String> APPLICATION = List.of("-Xmx768m", OPTIMIZED);

  private static final String MEMBER_NAME = "group.instance.id";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final int taskManagers;
  private final Ports ports = Ports.find();

  /** One for each that listens; a process that comes back listens where it did. */
  private record Ports(
      int broker, int controller, int registry, int jobManager, int flinkPage, int evaluator) {

    static Ports find() {
      List<Integer> free = FreePorts.find(6);
      return new Ports(
          free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5));
    }
  }

  private Layout(Path directory, int taskManagers) {
    this.directory = directory;
    this.taskManagers = taskManagers;
  }

  /**
   * Lays a cluster out in a directory.
   *
   * @param directory created if missing
   * @param taskManagers how many; at least 1
   * @throws dev.perennial.schemas.settings.InvalidSettingsException if the blueprint does not fit
   */
  static Plan lay(Blueprint blueprint, Path directory, int taskManagers) {
    try {
      Files.createDirectories(directory.resolve("logs"));
      return new Layout(directory.toRealPath(), taskManagers).lay(blueprint);
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster's directory cannot be written: " + directory, e);
    }
  }

  private Plan lay(Blueprint blueprint) throws IOException {
    BrokerFiles broker =
        new BrokerFiles(
            directory.resolve("broker"), LOOPBACK + ":" + ports.broker(), ports.controller());
    String registryUrl = EmbeddedRegistry.urlAt(ports.registry());
    Blueprint placed =
        blueprint
            .placed(broker.address(), registryUrl, ports.evaluator(), directory)
            // Under its name one that comes back takes its work over, and waits for no session.
            .withDefault("ingest", "streams", MEMBER_NAME, "ingest")
            .withDefault("evaluator", "streams", MEMBER_NAME, "evaluator");
    SettingsFile settings = placed.sections();
    Path application = directory.resolve("application.yaml");
    PrivateFile.write(application, placed.yaml());
    Configuration flink = flink(settings);

    List<Member> members = new ArrayList<>();
    members.add(Member.of("broker", Role.BROKER, broker(broker)));
    members.add(
        Member.of(
            "registry",
            Role.REGISTRY,
            EmbeddedRegistry.standalone(
                EmbeddedRegistry.home(),
                ports.registry(),
                Files.createDirectories(directory.resolve("registry")).resolve("schemas"))));
    members.add(
        Member.of(
            LocalCluster.JOB_MANAGER,
            Role.JOB_MANAGER,
            java(
                List.of(SMALL_HEAP),
                JobManager.class.getName(),
                directory.resolve("flink").toString(),
                directory.toString(),
                application.toString())));
    for (int i = 1; i <= taskManagers; i++) {
      members.add(Member.of("taskmanager-" + i, Role.TASK_MANAGER, taskManager(flink)));
    }
    members.add(
        Member.of(
            "ingest",
            Role.INGEST,
            java(APPLICATION, Ingest.class.getName(), "--config", application.toString())));
    members.add(
        Member.of(
            "evaluator",
            Role.EVALUATOR,
            java(APPLICATION, Evaluator.class.getName(), "--config", application.toString())));
    return new Plan(
        broker.address(), registryUrl, http(ports.flinkPage()), http(ports.evaluator()), members);
  }

  private List<String> broker(BrokerFiles files) throws IOException {
    Files.createDirectories(files.directory());
    files.formatOnce();
    Properties properties = new Properties();
    properties.putAll(files.properties());
    Path file = directory.resolve("broker.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return java(BROKER_HEAP, BrokerFiles.PROGRAM, file.toString());
  }

  /** Writes Flink's configuration: what a cluster on one machine needs, then the user's. */
  private Configuration flink(SettingsFile settings) throws IOException {
    JobSettings job = settings.section("job", JobSettings.class, JobSettings.DEFAULTS);
    int slots = (job.parallelism() + taskManagers - 1) / taskManagers;
    Map<String, String> keys = new TreeMap<>();
    keys.put("jobmanager.rpc.address", LOOPBACK);
    keys.put("jobmanager.rpc.port", Integer.toString(ports.jobManager()));
    keys.put("jobmanager.bind-host", LOOPBACK);
    keys.put("rest.address", LOOPBACK);
    keys.put("rest.bind-address", LOOPBACK);
    keys.put("rest.port", Integer.toString(ports.flinkPage()));
    keys.put("web.submit.enable", "false");
    keys.put("taskmanager.host", LOOPBACK);
    keys.put("taskmanager.bind-host", LOOPBACK);
    keys.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    keys.put("taskmanager.memory.task.heap.size", "512m");
    // No JVM limit counts what libtorch takes.
    keys.put("taskmanager.memory.task.off-heap.size", "1g");
    keys.put("taskmanager.memory.managed.size", "256m");
    keys.put("taskmanager.memory.network.min", "64m");
    keys.put("taskmanager.memory.network.max", "64m");
    keys.put("io.tmp.dirs", emptied(directory.resolve("tmp")).toString());
    // A dead process is noticed at once by its connections; this is for one that only stands still.
    keys.put("heartbeat.interval", "2 s");
    keys.put("heartbeat.timeout", "12 s");
    keys.put("execution.checkpointing.num-retained", Integer.toString(RestorePoints.KEPT));
    keys.put("restart-strategy.type", "exponential-delay");
    keys.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    keys.put("restart-strategy.exponential-delay.max-backoff", "5 s");
    keys.putAll(settings.properties("flink"));
    Path configuration = Files.createDirectories(directory.resolve("flink"));
    StringBuilder yaml = new StringBuilder();
    for (Map.Entry<String, String> key : keys.entrySet()) {
      yaml.append(key.getKey()).append(": ").append(quoted(key.getValue())).append('\n');
    }
    PrivateFile.write(configuration.resolve("config.yaml"), yaml.toString());
    return Configuration.fromMap(keys);
  }

  /** A directory with nothing in it: what killed processes left there is nobody's. */
  private static Path emptied(Path directory) throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
    return Files.createDirectories(directory);
  }

  /** A YAML scalar: every JSON string is one. */
  private static String quoted(String value) throws JsonProcessingException {
    return JSON.writeValueAsString(value);
  }

  /** As Flink's own start script has it worked out. */
  private List<String> taskManager(Configuration flink) {
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    List<String> options =
        new ArrayList<>(words(ProcessMemoryUtils.generateJvmParametersStr(spec)));
    options.add(OPTIMIZED);
    List<String> arguments = new ArrayList<>();
    arguments.add("--configDir");
    arguments.add(directory.resolve("flink").toString());
    arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec)));
    return java(options, TaskManagerRunner.class.getName(), arguments.toArray(String[]::new));
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split("\\s+"));
  }

  /** The command of a publisher to the cluster at those addresses. */
  static List<String> publisher(Plan plan, List<String> options) {
    List<String> arguments = new ArrayList<>();
    arguments.add("publish");
    arguments.addAll(List.of("--bootstrap", plan.bootstrapServers()));
    arguments.addAll(List.of("--registry", plan.registryUrl()));
    arguments.addAll(options);
    return java(List.of(SMALL_HEAP), Perennial.class.getName(), arguments.toArray(String[]::new));
  }

  /**
   * A JVM like this one, which has every module's classes. DJL is thereby on the task manager's own
   * class path, where its native library is loaded once.
   */
  private static List<String> java(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            option ->
                option.startsWith("--add-opens")
                    || option.startsWith("-Dai.djl.")
                    || option.startsWith("-Duser."))
        .forEach(command::add);
    command.add("-Dlog4j2.configurationFile=log4j2-process.xml");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String http(int port) {
    return "http://%s:%d".formatted(LOOPBACK, port);
  }
}
