package dev.perennial.cli.stack;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real schema registry (Apicurio, with Confluent's API) in a child process, on the loopback
 * interface, with its schemas in memory. The child ends when this JVM does, however that happens.
 *
 * <p>Not thread-safe.
 */
public final class EmbeddedRegistry implements AutoCloseable {

  /** The system property that names the directory the registry was unpacked to. */
  public static final String HOME_PROPERTY = "perennial.registry.home";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);

  private static final String PROGRAM = "io.quarkus.runner.GeneratedMain";
  private static final String GUARD = RegistryGuard.class.getName().replace('.', '/') + ".class";
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final String url;
  private final Path log;
  private final long launched = System.nanoTime();

  private EmbeddedRegistry(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /**
   * The directory the registry was unpacked to, as the launcher and the build name it.
   *
   * @throws StartFailedException if nobody names it
   */
  public static Path home() {
    return Optional.ofNullable(System.getProperty(HOME_PROPERTY))
        .map(Path::of)
        .orElseThrow(
            () ->
                new StartFailedException(
                    "system property " + HOME_PROPERTY + " must name the unpacked registry"));
  }

  /**
   * Launches the child and returns at once; {@link #awaitRunning} waits for it.
   *
   * @param home the directory the registry was unpacked to
   * @param directory where its log file goes; created if missing
   * @throws StartFailedException if the process cannot be made
   */
  public static EmbeddedRegistry launch(Path home, Path directory) {
    int port = FreePorts.find(1).get(0);
    Path log = directory.resolve("registry.log");
    try {
      Path guard = installGuard(directory.resolve("guard"));
      List<String> command =
          command(home, port, List.of(guard.toString()), Map.of(), RegistryGuard.class.getName());
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new EmbeddedRegistry(process, urlAt(port), log);
    } catch (IOException e) {
      throw new StartFailedException("the schema registry could not be launched from " + home, e);
    }
  }

  /**
   * The command that runs a registry which keeps its schemas in a file, without a parent to end
   * with.
   *
   * @param home the directory the registry was unpacked to
   * @param database the file; created if missing
   * @throws StartFailedException if {@code home} holds no registry
   */
  public static List<String> standalone(Path home, int port, Path database) {
    // Written through: whoever was told the id of a schema will find it.
    String url = "jdbc:h2:file:%s;WRITE_DELAY=0".formatted(database.toAbsolutePath());
    try {
      return command(home, port, List.of(), Map.of("apicurio.datasource.url", url));
    } catch (IOException e) {
      throw new StartFailedException("the schema registry could not be found in " + home, e);
    }
  }

  /** Its Confluent-compatible endpoint when it listens on a port of the loopback interface. */
  public static String urlAt(int port) {
    return "http://%s:%d/apis/ccompat/v7".formatted(LOOPBACK, port);
  }

  private static List<String> command(
      Path home, int port, List<String> classPath, Map<String, String> properties, String... before)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dquarkus.http.host=" + LOOPBACK);
    command.add("-Dquarkus.http.port=" + port);
    command.add("-Dquarkus.http.access-log.enabled=false");
    properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    List<String> path = new ArrayList<>(classPath);
    path.add(runner(home).toString());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.addAll(List.of(before));
    command.add(PROGRAM);
    return command;
  }

  /**
   * Waits until the registry answers.
   *
   * @throws StartFailedException if it ends, or does not answer within {@code timeout}; it is then
   *     closed
   * @throws InterruptedException if the thread is interrupted
   */
  public EmbeddedRegistry awaitRunning(Duration timeout) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(timeout).build();
    while (!answers(client, request)) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StartFailedException(
            "the schema registry ended with exit code %d; its log is %s"
                .formatted(process.exitValue(), log));
      }
      if (System.nanoTime() - launched > timeout.toNanos()) {
        close();
        throw new StartFailedException(
            "the schema registry did not answer within %d s; its log is %s"
                .formatted(timeout.toSeconds(), log));
      }
    }
    LOG.info(
        "schema registry started url={} pid={} tookMillis={}",
        url,
        process.pid(),
        (System.nanoTime() - launched) / 1_000_000);
    return this;
  }

  /** Its Confluent-compatible endpoint. */
  public String url() {
    return url;
  }

  /** The child's process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the child lives. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the child and waits until it is gone; the schemas go with it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    LOG.info("schema registry stopped url={}", url);
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  private static Path runner(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no file there ends with -runner.jar"))
          .toAbsolutePath();
    }
  }

  private static Path installGuard(Path classes) throws IOException {
    Path file = classes.resolve(GUARD);
    Files.createDirectories(file.getParent());
    try (InputStream code = RegistryGuard.class.getClassLoader().getResourceAsStream(GUARD)) {
      Files.write(file, code.readAllBytes());
    }
    return classes.toAbsolutePath();
  }
}
