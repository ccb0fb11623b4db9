package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.cli.flink.FlinkProcesses;
import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedBroker;
import dev.perennial.cli.stack.EmbeddedRegistry;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.admin.Topics;
import dev.perennial.schemas.settings.SettingsFile;
import dev.perennial.schemas.wire.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one downloads, unpacks and starts, elsewhere than it was built. */
@Tag("soak")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DistributionIT {

  private static final long SEED = 3;
  private static final long SAMPLES = 1_500;
  private static final Optional<String> END = Optional.of(Workload.END);
  private static final Optional<String> NO_COMMAND = Optional.empty();
  private static final String STREAM = "glyphs";

  @TempDir static Path directory;

  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    Path elsewhere = Files.createDirectories(directory.resolve("some where"));
    Process tar =
        new ProcessBuilder(
                "tar", "-xzf", System.getProperty("perennial.dist"), "-C", elsewhere.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    try (Stream<Path> folders = Files.list(elsewhere)) {
      home = folders.findFirst().orElseThrow();
    }
  }

  /** A command of the distribution, and what it printed. */
  private record Answer(int code, String out, String err) {

    Answer ok() {
      assertThat(code).as("%s%s", out, err).isZero();
      return this;
    }

    /** What stands behind a word at the beginning of a line. */
    String of(String word) {
      return out.lines()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> line.substring(word.length()).strip())
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + word + " in " + out));
    }
  }

  private static Process start(Path said, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/perennial").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(directory.resolve("work")).toFile())
            .redirectOutput(said.resolveSibling(said.getFileName() + ".out").toFile())
            .redirectError(said.resolveSibling(said.getFileName() + ".err").toFile());
    // Neither Maven nor anything else that a build has.
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static Answer perennial(String... arguments) throws Exception {
    Path said = Files.createTempFile(directory, "said", "");
    int code = start(said, List.of(arguments)).waitFor();
    return new Answer(
        code,
        Files.readString(said.resolveSibling(said.getFileName() + ".out")),
        Files.readString(said.resolveSibling(said.getFileName() + ".err")));
  }

  @Test
  void holdsEveryJarOfTheClassPathInItsOrderAndTheTextsOfTheLicences() throws Exception {
    List<String> jars = List.of(Files.readString(home.resolve("lib/classpath")).split(":"));

    assertThat(jars)
        .allMatch(
            jar -> Files.exists(home.resolve(jar)) ^ Files.exists(home.resolve("flink-" + jar)));
    // It carries others' classes, so whoever has them must come before.
    assertThat(jars.stream().filter(jar -> jar.contains("flink-sql-avro")).findFirst())
        .isPresent()
        .get()
        .satisfies(
            jar ->
                assertThat(jars.subList(jars.indexOf(jar) + 1, jars.size()))
                    .allMatch(after -> after.contains("jspecify")));
    try (Stream<Path> lib = Files.list(home.resolve("flink-lib"))) {
      assertThat(lib.map(jar -> jar.getFileName().toString().replaceFirst("-[0-9].*", "")).sorted())
          .containsExactly(
              "api", "gson", "jna", "pytorch-engine", "pytorch-jni", "pytorch-native-cpu");
    }
    assertThat(home.resolve("LICENSE")).content().contains("Apache License");
    assertThat(home.resolve("NOTICE")).content().contains("Apicurio Registry");
    assertThat(home.resolve("licenses/THIRD-PARTY.txt"))
        .content()
        .contains("org.apache.kafka:kafka-clients", "ai.djl.pytorch:pytorch-native-cpu");
    assertThat(home.resolve("conf/application.yaml"))
        .hasSameTextualContentAs(Path.of("src/main/resources/application.yaml"));
  }

  @Test
  void aJobOnAClusterOfItsOwnLearnsTheSameModelAndIsReplacedInTheMiddleOfTheStream()
      throws Exception {
    Path report = directory.resolve("report.json");
    perennial(
            ("run --data glyphs --scenario classes:5 --strategy er --network mlp:32"
                    + " --limit %d --seed %d --report %s")
                .formatted(SAMPLES, SEED, report)
                .split(" "))
        .ok();
    String model = new ObjectMapper().readTree(report.toFile()).path("modelSha256").asText();

    Blueprint blueprint = blueprint();
    Transcript calm;
    try (EmbeddedStack stack =
        EmbeddedStack.start(blueprint, Files.createDirectories(directory.resolve("calm")))) {
      publish(stack.settings(), samples(), Pace.unlimited(), END);
      assertThat(end(stack.settings())).isEqualTo(model);
      calm = transcript(stack.settings());
    }

    Path place = Files.createDirectories(directory.resolve("session"));
    try (EmbeddedRegistry registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), place);
        EmbeddedBroker broker = EmbeddedBroker.start(place.resolve("broker"));
        FlinkProcesses flink = FlinkProcesses.start(place, flinkLib())) {
      registry.awaitRunning(Duration.ofSeconds(60));
      Path file = place.resolve("application.yaml");
      Files.writeString(
          file, blueprint.placed(broker.bootstrapServers(), registry.url(), 0, place).yaml());
      SettingsFile settings = SettingsFile.read(file);
      Topics.create(settings);
      try (Ingest ingest = Ingest.start(settings)) {
        ingest.awaitRunning(Duration.ofSeconds(60));
        String savepoints = place.resolve("savepoints").toUri().toString();
        replaceInTheMiddle(flink.address(), settings, file, savepoints);

        assertThat(end(settings)).isEqualTo(model);
        Transcript.Difference difference = calm.against(transcript(settings));
        assertThat(difference.examples()).isEmpty();
        // 1,500 entries, as many predictions, 150 steps and what was scored.
        assertThat(difference.compared()).isGreaterThan(3_150);

        endAndGoOn(flink, file, savepoints);
        assertThat(calm.against(transcript(settings)).examples()).isEmpty();
      }
    }
  }

  private static void replaceInTheMiddle(
      String flink, SettingsFile settings, Path file, String savepoints) throws Exception {
    String[] submit = {"submit", "--jobmanager", flink, "--config", file.toString()};
    String first = perennial(submit).ok().of("job");
    Answer again = perennial(submit);
    assertThat(again.code()).isEqualTo(64);
    assertThat(again.err())
        .isEqualTo(
            "job.name must be another, or --upgrade be given: perennial-learner runs on %s as %s\n"
                .formatted(flink, first));

    List<Sample> samples = samples();
    int holdout = samples.size() - (int) SAMPLES;
    publish(settings, samples.subList(0, holdout), Pace.unlimited(), NO_COMMAND);
    List<Sample> half = samples.subList(holdout, holdout + (int) SAMPLES / 2);
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(
            () -> publish(settings, half, Pace.perSecond(100, Clock.systemUTC()), NO_COMMAND));
    Written.awaitPredictions(settings, 100);
    // While samples come, and with as many that come after.
    Answer upgrade = perennial(with(submit, "--upgrade", "--savepoint-dir", savepoints)).ok();
    assertThat(upgrade.of("job")).isNotEqualTo(first);
    // A job that began at the log's beginning would come to the same, and take longer.
    assertThat(checkpoints(flink, upgrade.of("job")).at("/latest/restored/external_path").asText())
        .isEqualTo(upgrade.of("savepoint"));
    publishing.join();
    publish(
        settings, samples.subList(holdout + half.size(), samples.size()), Pace.unlimited(), END);
  }

  private static void endAndGoOn(FlinkProcesses flink, Path file, String savepoints)
      throws Exception {
    String[] at = {"--jobmanager", flink.address()};
    String[] submit = with(new String[] {"submit"}, at);
    String[] cancel = with(new String[] {"cancel"}, at);
    String[] status = with(new String[] {"status"}, at);
    assertThat(perennial(status).ok().out()).contains(" running ", " finished ");

    // What does not fit the state is told by the new job, and nothing is lost.
    Path larger = file.resolveSibling("larger.yaml");
    Files.writeString(larger, Files.readString(file).replace("mlp:32", "mlp:64"));
    Answer refused =
        perennial(
            with(
                submit, "--config", larger.toString(), "--upgrade", "--savepoint-dir", savepoints));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("recipe.network was mlp:32, is mlp:64")
        .contains(
            "perennial submit --jobmanager %s --config FILE --from %s"
                .formatted(flink.address(), refused.of("savepoint")));
    assertThat(perennial(status).code()).isEqualTo(1);

    perennial(with(submit, "--config", file.toString(), "--from", refused.of("savepoint"))).ok();
    String savepoint =
        perennial(with(cancel, "--savepoint", "--savepoint-dir", savepoints)).ok().of("savepoint");
    perennial(with(submit, "--config", file.toString(), "--from", savepoint)).ok();
    String checkpoint = perennial(cancel).ok().of("checkpoint");
    assertThat(checkpoint).contains("/chk-");

    Path jar = home.resolve("job/perennial-learner-job.jar");
    flink.flink(
        "run",
        "-d",
        "-m",
        flink.address(),
        "-s",
        checkpoint,
        "-n",
        jar.toString(),
        "--config",
        file.toString());
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> perennial(status).code() == 0);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  private static JsonNode checkpoints(String flink, String job) throws IOException {
    URI page = URI.create("http://%s/jobs/%s/checkpoints".formatted(flink, job));
    try (InputStream answer = page.toURL().openStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }

  private static List<Path> flinkLib() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("flink-lib"))) {
      return jars.sorted().toList();
    }
  }

  /** As `run` has it, of the same options. */
  private static Blueprint blueprint() {
    return Blueprint.shipped()
        .withSection(
            "learners",
            Map.of(
                "er",
                Map.of(
                    "stream",
                    STREAM,
                    "recipe",
                    Map.of("strategy", "er", "network", "mlp:32", "seed", SEED))));
  }

  /** What {@code run} publishes of the same options. */
  private static List<Sample> samples() throws IOException {
    Curriculum curriculum =
        Scenario.parse("classes:5")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of(STREAM, SEED).withLimit(SAMPLES));
    List<Sample> samples = new ArrayList<>();
    curriculum.holdout().forEach(samples::add);
    curriculum.training().forEach(samples::add);
    return samples;
  }

  private static void publish(
      SettingsFile settings, List<Sample> samples, Pace pace, Optional<String> command) {
    try (Registry registry = Registry.at(settings.registry());
        SamplePublisher publisher = SamplePublisher.connect(settings.kafka(), registry, pace)) {
      samples.forEach(publisher::publish);
      command.ifPresent(id -> publisher.command(publisher.boundary(STREAM, id)));
      publisher.flush();
    }
  }

  private static String end(SettingsFile settings) {
    ModelManifest model = Written.awaitModels(settings, Workload.END, 1).get(0);
    return model.getSha256();
  }

  private static Transcript transcript(SettingsFile settings) {
    return Written.transcript(settings, learner -> true);
  }
}
