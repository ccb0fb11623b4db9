package dev.perennial.cli.stack;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.topic.TopicSettings;
import dev.perennial.schemas.wire.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPartsIT {

  @TempDir Path directory;

  @Test
  void brokerAndRegistryCarryEveryTopicAndSchema() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        Admin admin = Admin.create(KafkaSettings.at(broker.bootstrapServers()).toProperties());
        Registry client = Registry.at(RegistrySettings.at(registry.url()))) {
      registry.awaitRunning(ofSeconds(60));
      Topics topics = new Topics(admin, client);

      assertThat(topics.create(TopicSettings.DEFAULTS)).containsExactly(Topic.values());
      assertThat(topics.create(TopicSettings.DEFAULTS)).isEmpty();
      assertThat(topics.list()).containsOnlyKeys(Topic.values()).containsEntry(Topic.SAMPLES, 4);
    }
  }

  @Test
  void aClosedBrokerGoesOnFromItsLog() throws Exception {
    Path log = directory.resolve("broker");
    Path unpacked = EmbeddedRegistry.home();
    try (EmbeddedRegistry registry = EmbeddedRegistry.launch(unpacked, directory)) {
      registry.awaitRunning(ofSeconds(60));
      for (int expected : new int[] {Topic.values().length, 0}) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(log);
            Admin admin = Admin.create(KafkaSettings.at(broker.bootstrapServers()).toProperties());
            Registry client = Registry.at(RegistrySettings.at(registry.url()))) {
          assertThat(new Topics(admin, client).create(TopicSettings.DEFAULTS)).hasSize(expected);
        }
      }
    }
  }

  @Test
  void closingTheRegistryEndsItsProcess() throws Exception {
    EmbeddedRegistry registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    registry.awaitRunning(ofSeconds(60));
    ProcessHandle child = ProcessHandle.of(registry.pid()).orElseThrow();

    registry.close();

    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void aMissingRegistryIsNamed() {
    assertThatThrownBy(() -> EmbeddedRegistry.launch(directory, directory))
        .isInstanceOf(StartFailedException.class)
        .hasMessage("the schema registry could not be launched from " + directory)
        .hasRootCauseMessage("no file there ends with -runner.jar");
  }

  @Test
  void aRegistryThatCannotStartPointsToItsLog() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("broken-runner.jar"), "no archive");
    EmbeddedRegistry registry = EmbeddedRegistry.launch(home, directory);

    assertThatThrownBy(() -> registry.awaitRunning(ofSeconds(60)))
        .isInstanceOf(StartFailedException.class)
        .hasMessage(
            "the schema registry ended with exit code 1; its log is "
                + directory.resolve("registry.log"));
  }

  @Test
  void aFlinkJobRunsUntilTheClusterIsClosedAndItsFailureSurfaces() throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory, 2)) {
      StreamExecutionEnvironment healthy =
          StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
      healthy.setParallelism(1);
      healthy.fromSequence(0, Long.MAX_VALUE - 1).sinkTo(new DiscardingSink<>());
      EmbeddedFlink.Job running = flink.submit(healthy);

      StreamExecutionEnvironment failing =
          StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
      failing.setParallelism(1);
      failing.fromSequence(0, 0).map(i -> 1 / i).sinkTo(new DiscardingSink<>());
      EmbeddedFlink.Job failed = flink.submit(failing);

      Awaitility.await()
          .atMost(ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(failed.failure())
                      .hasValueSatisfying(
                          cause -> assertThat(cause).hasStackTraceContaining("/ by zero")));
      assertThat(running.failure()).isEmpty();
      assertThat(flink.address().getHost()).isIn("127.0.0.1", "localhost");
    }
  }
}
