package dev.perennial.cli.flink;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.stack.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink session cluster as somebody else runs one: a job manager and a task manager, each a JVM
 * of its own, of Flink's jars and what is put into its lib directory. Nothing of Perennial is on
 * their class path. They end with {@link #close}.
 */
public final class FlinkProcesses implements AutoCloseable {

  /** What Flink's own distribution holds. */
  /** Three minutes. */
  private static final int MOST_LOOKS = 1_800;

  private static final Pattern DISTRIBUTED =
      Pattern.compile(
          "(flink-(?!connector-kafka|connector-base|sql|test)|frocksdbjni|commons-|kryo|minlog|objenesis|reflectasm"
              + "|javassist|snappy-java|lz4-java|slf4j-api|log4j-|snakeyaml-engine|jsr305).*\\.jar");

  private final Path directory;
  private final List<Path> lib;
  private final String address;
  private final List<Process> processes = new ArrayList<>();

  private FlinkProcesses(Path directory, List<Path> lib, String address) {
    this.directory = directory;
    this.lib = lib;
    this.address = address;
  }

  /**
   * Starts both and returns when the slots are there.
   *
   * @param lib what is put into Flink's lib directory
   */
  public static FlinkProcesses start(Path directory, List<Path> lib) throws Exception {
    List<Integer> ports = FreePorts.find(2);
    Map<String, String> keys = new TreeMap<>();
    keys.put("jobmanager.rpc.address", LOOPBACK);
    keys.put("jobmanager.rpc.port", Integer.toString(ports.get(0)));
    keys.put("jobmanager.bind-host", LOOPBACK);
    keys.put("rest.address", LOOPBACK);
    keys.put("rest.bind-address", LOOPBACK);
    keys.put("rest.port", Integer.toString(ports.get(1)));
    keys.put("taskmanager.host", LOOPBACK);
    keys.put("taskmanager.bind-host", LOOPBACK);
    keys.put("taskmanager.numberOfTaskSlots", "2");
    keys.put("taskmanager.memory.task.heap.size", "384m");
    keys.put("taskmanager.memory.task.off-heap.size", "512m");
    keys.put("taskmanager.memory.managed.size", "128m");
    keys.put("taskmanager.memory.network.min", "64m");
    keys.put("taskmanager.memory.network.max", "64m");
    keys.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
    StringBuilder yaml = new StringBuilder();
    keys.forEach((key, value) -> yaml.append("%s: '%s'%n".formatted(key, value)));
    FlinkProcesses started = new FlinkProcesses(directory, lib, LOOPBACK + ":" + ports.get(1));
    Files.writeString(
        Files.createDirectories(started.configuration()).resolve("config.yaml"), yaml);
    try {
      started.launch("jobmanager", StandaloneSessionClusterEntrypoint.class, List.of());
      started.launch("taskmanager", TaskManagerRunner.class, sizes(keys));
      started.awaitSlots();
      return started;
    } catch (Exception | AssertionError e) {
      started.close();
      throw e;
    }
  }

  /** As Flink's own start script has them worked out. */
  private static List<String> sizes(Map<String, String> keys) {
    return List.of(
        TaskExecutorProcessUtils.generateDynamicConfigsStr(
                TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(keys)))
            .strip()
            .split("\\s+"));
  }

  private void launch(String name, Class<?> main, List<String> more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--configDir", configuration().toString()));
    arguments.addAll(more);
    processes.add(start(name, main, arguments));
  }

  /** Flink's own command, {@code flink}, from beginning to end. */
  public void flink(String... arguments) throws Exception {
    Process command = start("flink", CliFrontend.class, List.of(arguments));
    try {
      assertThat(command.waitFor(5, TimeUnit.MINUTES)).as("flink has ended").isTrue();
      assertThat(command.exitValue()).as(Files.readString(log("flink"))).isZero();
    } finally {
      command.destroyForcibly();
    }
  }

  private Process start(String name, Class<?> main, List<String> arguments) throws IOException {
    Path logging = configuration().resolve("log4j2.xml");
    try (InputStream file = FlinkProcesses.class.getResourceAsStream("/log4j2-process.xml")) {
      Files.write(logging, file.readAllBytes());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("@" + Path.of("target/classes/dev/perennial/cli/jvm.args").toAbsolutePath());
    command.add("-Dlog4j2.configurationFile=" + logging);
    command.addAll(List.of("-cp", classPath(lib), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    builder.environment().put("FLINK_CONF_DIR", configuration().toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.start();
  }

  private Path configuration() {
    return directory.resolve("conf");
  }

  private static String classPath(List<Path> lib) {
    Stream<String> flink =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry -> DISTRIBUTED.matcher(Path.of(entry).getFileName().toString()).matches());
    return String.join(
        File.pathSeparator, Stream.concat(lib.stream().map(Path::toString), flink).toList());
  }

  private void awaitSlots() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/overview")).build();
    for (int look = 0; look < MOST_LOOKS; look++) {
      for (Process process : processes) {
        if (!process.isAlive()) {
          throw new IllegalStateException(
              "a process of Flink ended: "
                  + Files.readString(log("jobmanager"))
                  + Files.readString(log("taskmanager")));
        }
      }
      try {
        if (client.send(request, BodyHandlers.ofString()).body().contains("\"slots-total\":2")) {
          return;
        }
      } catch (IOException e) {
        // Nobody listens yet.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("no slots: " + Files.readString(log("taskmanager")));
  }

  /** The REST API, as host:port. */
  public String address() {
    return address;
  }

  /** What a process wrote: {@code jobmanager}, {@code taskmanager} or {@code flink}. */
  public Path log(String name) {
    return directory.resolve(name + ".log");
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
