package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.perennial.cli.flink.FlinkProcesses;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.FreePorts;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.topic.Topic;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `submit` and those that go with it say when something is not as it should be. */
class SubmitIT {

  private static final int USAGE = 64;

  @TempDir Path directory;

  private String out = "";
  private String err = "";

  private int execute(String... arguments) {
    Commands.Ended ended = Commands.execute(arguments);
    out = ended.out();
    err = ended.err();
    return ended.code();
  }

  private Path configuration(String job, String strategy) throws Exception {
    return configuration("localhost:1", job, strategy);
  }

  private Path configuration(String broker, String job, String strategy) throws Exception {
    Path file = directory.resolve("application.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: '%s'}
        registry: {url: 'http://localhost:1'}
        job: {%s}
        learners: {er: {recipe: {strategy: %s}}}
        """
            .formatted(broker, job, strategy));
    return file;
  }

  @Test
  void nobodyListens() throws Exception {
    String nobody = "127.0.0.1:" + FreePorts.find(1).get(0);

    assertThat(
            execute(
                "submit", "--jobmanager", nobody, "--config", configuration("", "er").toString()))
        .isEqualTo(1);

    assertThat(err.toString())
        .startsWith("perennial: no Flink cluster answers at " + nobody)
        .contains("Connection refused");
    assertThat(execute("status", "--jobmanager", nobody)).isEqualTo(1);
    assertThat(err.toString()).startsWith("perennial: no Flink cluster answers at " + nobody);
  }

  @Test
  void settingsAreRefusedBeforeAnybodyIsAsked() throws Exception {
    Path file = configuration("parallelism: 0", "no-such");

    assertThat(execute("submit", "--jobmanager", "localhost:1", "--config", file.toString()))
        .isEqualTo(USAGE);
    assertThat(err.toString().lines())
        .anyMatch(line -> line.equals("job.parallelism must be at least 1: 0"))
        .anyMatch(line -> line.startsWith("learners.er.recipe.strategy must be one of"));

    assertThat(execute("submit", "--jobmanager", "localhost:1", "--config", "no.yaml"))
        .isEqualTo(USAGE);
    assertThat(err).hasToString("--config names no file: no.yaml\n");
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() throws Exception {
    String file = configuration("", "er").toString();

    assertThat(execute("submit", "--jobmanager", "nowhere", "--config", file)).isEqualTo(USAGE);
    assertThat(err).hasToString("--jobmanager must be HOST:PORT: nowhere\n");
    assertThat(
            execute(
                "submit",
                "--jobmanager",
                "localhost:1",
                "--config",
                file,
                "--upgrade",
                "--from",
                "file:/x"))
        .isEqualTo(USAGE);
    assertThat(err).hasToString("--from cannot be given with --upgrade, which makes its own\n");
    assertThat(execute("cancel")).isEqualTo(USAGE);
    assertThat(err).hasToString("--jobmanager must name a Flink cluster, HOST:PORT\n");
  }

  /** No other version of Flink is at hand, so its answer is given here. */
  @Test
  void aClusterOfAnotherVersionIsRefused() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] overview =
        """
        {"taskmanagers":0,"slots-total":0,"slots-available":0,"jobs-running":0,"jobs-finished":0,\
        "jobs-cancelled":0,"jobs-failed":0,"flink-version":"1.20.1","flink-commit":"0"}"""
            .getBytes(StandardCharsets.UTF_8);
    other.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, overview.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(overview);
          }
        });
    other.start();
    try {
      String address = "127.0.0.1:" + other.getAddress().getPort();

      assertThat(
              execute(
                  "submit",
                  "--jobmanager",
                  address,
                  "--config",
                  configuration("", "er").toString()))
          .isEqualTo(USAGE);
      assertThat(err)
          .hasToString("--jobmanager must be of Flink 2.2.x: %s runs 1.20.1\n".formatted(address));
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aClusterWithoutTheEngineEndsTheJobWithWhatToDo() throws Exception {
    String missing =
        "EngineRefusedException: DJL is not on the class path: put its jars into the task manager's"
            + " lib directory";
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        Admin admin = Admin.create(KafkaSettings.at(broker.bootstrapServers()).toProperties());
        FlinkProcesses flink = FlinkProcesses.start(directory, List.of())) {
      admin
          .createTopics(List.of(new NewTopic(Topic.EXPERIENCES.topicName(), 1, (short) 1)))
          .all()
          .get();
      String file =
          configuration(
                  broker.bootstrapServers(),
                  "checkpoints: '%s', snapshots: '%1$s'".formatted(directory.resolve("c").toUri()),
                  "er")
              .toString();
      String address = flink.address();

      assertThat(execute("status", "--jobmanager", address)).isEqualTo(1);
      assertThat(out).hasToString("there is no job perennial-learner\n");
      assertThat(execute("cancel", "--jobmanager", address)).isEqualTo(1);
      assertThat(err).hasToString("perennial-learner does not run\n");
      assertThat(execute("submit", "--jobmanager", address, "--config", file, "--upgrade"))
          .isEqualTo(USAGE);
      assertThat(err.toString())
          .startsWith("--upgrade finds no job named perennial-learner on " + address);

      assertThat(execute("submit", "--jobmanager", address, "--config", file, "--timeout", "60s"))
          .isEqualTo(1);
      assertThat(out.toString()).matches("job        [0-9a-f]{32}\n");
      assertThat(err.toString()).startsWith("perennial: the job is failed").contains(missing);
      assertThat(execute("status", "--jobmanager", address)).isEqualTo(1);
      assertThat(out.toString()).contains(" failed ").contains(missing);
    }
  }
}
