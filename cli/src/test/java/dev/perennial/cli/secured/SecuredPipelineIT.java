package dev.perennial.cli.secured;

import static dev.perennial.cli.secured.SecuredCluster.CERTIFICATE;
import static dev.perennial.cli.secured.SecuredCluster.SCRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perennial.cli.pipeline.Measurements;
import dev.perennial.cli.quality.Benchmark;
import dev.perennial.cli.quality.BenchmarkSet;
import dev.perennial.cli.quality.Cell;
import dev.perennial.cli.quality.CellRunner;
import dev.perennial.cli.stack.EmbeddedFlink;
import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline where nobody is let in who does not say who they are: ingest and evaluator as
 * a user with a password, the learner job with a certificate and a token.
 */
class SecuredPipelineIT {

  private static final List<String> SECRETS =
      List.of(
          SecuredBroker.SCRAM_PASSWORD,
          Certificates.PASSWORD,
          SecuredCluster.REGISTRY_PASSWORD,
          SecuredCluster.REGISTRY_TOKEN);

  private static final Recipe ER = new Recipe("er", "mlp:32", 50, 10, 10, 1, "sgd", 0.05, 0, 0, 1);
  private static final Benchmark GLYPHS =
      new Benchmark(
          "glyphs",
          BenchmarkSet.SMALL,
          "glyphs",
          "classes:5",
          OptionalLong.of(600),
          10_000,
          Map.of("er", ER),
          Map.of());

  @TempDir static Path directory;

  @Test
  void comesToTheSameModelAndTellsNoSecret() throws Exception {
    Path log = directory.resolve("everything.log");
    try (AutoCloseable everything = logTo(log);
        SecuredCluster cluster = SecuredCluster.start(directory)) {
      assertThat(learnedBehind(cluster)).isEqualTo(learnedInMemory());

      // Both were asked for, and shown.
      assertThat(cluster.registry().shown())
          .containsExactlyInAnyOrder(SecuredCluster.BASIC, SecuredCluster.BEARER);
    }
    assertThat(Files.readString(log))
        .contains("sasl.jaas.config = [hidden]")
        .doesNotContain(SECRETS);
  }

  private static String learnedInMemory() throws Exception {
    try (CellRunner runner = new CellRunner(directory, "")) {
      return runner.run(new Cell(GLYPHS, "er", 1)).modelSha256();
    }
  }

  private static String learnedBehind(SecuredCluster cluster) throws Exception {
    SettingsFile user = settings(cluster, SCRAM);
    SettingsFile certified = settings(cluster, CERTIFICATE);
    Topics.create(user);
    try (EmbeddedFlink flink = EmbeddedFlink.start(directory.resolve("flink"), 1);
        Ingest ingest = Ingest.start(user);
        Evaluator evaluator = Evaluator.start(user)) {
      EmbeddedFlink.Job job = flink.submit(job(certified));
      ingest.awaitRunning(Duration.ofSeconds(60));
      evaluator.awaitRunning(Duration.ofSeconds(60));
      String sha256 = published(user);
      assertThat(job.failure()).isEmpty();
      assertThat(said(flink.address(), "/jobs/" + job.id())).doesNotContain(SECRETS);
      assertThat(said(evaluator.address(), "api/overview", "metrics", "health"))
          .doesNotContain(SECRETS);
      return sha256;
    }
  }

  private static SettingsFile settings(SecuredCluster cluster, String example) throws IOException {
    String yaml =
        Examples.of(example)
            + """
              evaluator: {web: {port: 0}}
              job:
                checkpoints: %s
                snapshots: %s
              learners:
                er:
                  scoring: {share: 0}
                  recipe: {strategy: er, network: 'mlp:32', memory: 50}
              """
                .formatted(
                    directory.resolve("checkpoints").toUri(),
                    directory.resolve("snapshots").toUri());
    return SettingsFile.parse(yaml, cluster.variables(example)::get);
  }

  private static StreamExecutionEnvironment job(SettingsFile settings) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(LearnerJob.flinkConfiguration(settings));
    LearnerJob.define(environment, settings);
    return environment;
  }

  /** Publishes what the cell learns, and answers the digest of the model at the end. */
  private static String published(SettingsFile settings) throws IOException {
    Curriculum curriculum =
        Scenario.parse("classes:5")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of("glyphs", 1).withLimit(600));
    try (Registry registry = Registry.at(settings.registry());
        Measurements measurements = new Measurements("glyphs", settings.kafka(), registry);
        SamplePublisher publisher =
            SamplePublisher.connect(settings.kafka(), registry, Pace.unlimited())) {
      curriculum.holdout().forEach(publisher::publish);
      publisher.command(publisher.boundary("glyphs", "baseline"));
      publisher.flush();
      // A command that comes late stands late: nothing is published behind it before it stands.
      awaitMeasured("baseline", measurements);
      curriculum.training().forEach(publisher::publish);
      publisher.command(publisher.boundary("glyphs", "end"));
      publisher.flush();
      awaitMeasured("end", measurements);
      return measurements.manifest("er", "end").map(ModelManifest::getSha256).orElseThrow();
    }
  }

  private static void awaitMeasured(String command, Measurements measurements) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              measurements.poll(Duration.ofMillis(100));
              return measurements.isMeasured("er", command);
            });
  }

  /** Everything that a web server tells of what it was started with, and what its pages link to. */
  private static String said(URI server, String... paths) throws Exception {
    StringBuilder said = new StringBuilder();
    HttpClient client = HttpClient.newHttpClient();
    for (String path : paths) {
      List<String> pages = new ArrayList<>(List.of(path));
      if (path.startsWith("/jobs/")) {
        for (String page : List.of("/config", "/plan", "/exceptions", "/checkpoints/config")) {
          pages.add(path + page);
        }
        pages.addAll(List.of("/jobmanager/config", "/jobmanager/environment", "/jobs/overview"));
      }
      for (String page : pages) {
        var answer =
            client.send(
                HttpRequest.newBuilder(server.resolve(page)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(page).isEqualTo(200);
        said.append(answer.body());
      }
    }
    return said.toString();
  }

  /** Everything that is logged, with what is told of every client's configuration. */
  private static AutoCloseable logTo(Path file) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    FileAppender appender =
        FileAppender.newBuilder()
            .setName("everything")
            .withFileName(file.toString())
            .setLayout(PatternLayout.newBuilder().withPattern("%c: %m%n%ex").build())
            .build();
    appender.start();
    var loggers = context.getConfiguration().getLoggers().values();
    Map<String, Level> levels = new HashMap<>();
    loggers.forEach(
        logger -> {
          levels.put(logger.getName(), logger.getLevel());
          logger.setLevel(Level.INFO);
          logger.addAppender(appender, Level.INFO, null);
        });
    context.updateLoggers();
    return () -> {
      loggers.forEach(
          logger -> {
            logger.removeAppender("everything");
            logger.setLevel(levels.get(logger.getName()));
          });
      context.updateLoggers();
      appender.stop();
    };
  }
}
