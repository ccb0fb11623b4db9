package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.stack.Blueprint;
import dev.perennial.cli.stack.EmbeddedStack;
import dev.perennial.ingest.data.DataSource;
import dev.perennial.ingest.publish.Pace;
import dev.perennial.ingest.publish.SamplePublisher;
import dev.perennial.ingest.scenario.Curriculum;
import dev.perennial.ingest.scenario.CurriculumSettings;
import dev.perennial.ingest.scenario.Scenario;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.settings.KafkaSettings;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.wire.Registry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Learners are steered in a running pipeline, by a user who sees what every command did. */
@TestMethodOrder(OrderAnnotation.class)
class ControlIT {

  private static final Pattern VERSION = Pattern.compile(" version (\\d+):");

  @TempDir static Path directory;

  private static EmbeddedStack stack;
  private static List<Sample> samples = List.of();
  private static int published;

  /** The version of er when its first boundary came. */
  private static String good = "";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    Blueprint blueprint =
        Blueprint.shipped()
            .with("topics", Map.of("partitions", 2))
            .with("flink", Map.of("restart-strategy.type", "none"))
            .withSection("learners", Map.of("er", learner("er"), "slda", learner("slda")));
    stack = EmbeddedStack.start(blueprint, directory);
    Curriculum glyphs =
        Scenario.parse("classes:2")
            .arrange(
                DataSource.parse("glyphs").load(),
                CurriculumSettings.of("digits", 1).withLimit(400));
    List<Sample> all = new ArrayList<>();
    glyphs.training().forEach(all::add);
    samples = all;
  }

  private static Map<String, ?> learner(String strategy) {
    return Map.of("recipe", Map.of("strategy", strategy, "network", "mlp:16"));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  /** Publishes the next samples; the offset of the last. */
  private static long publish(int count) {
    try (Registry registry = Registry.at(RegistrySettings.at(stack.registryUrl()));
        SamplePublisher publisher =
            SamplePublisher.connect(
                KafkaSettings.at(stack.bootstrapServers()), registry, Pace.unlimited())) {
      samples.subList(published, published + count).forEach(publisher::publish);
      published += count;
      publisher.flush();
      return publisher.lastConfirmed("digits").orElseThrow().offset();
    }
  }

  private int control(String line) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> arguments = new ArrayList<>(List.of("control", "digits"));
    arguments.addAll(List.of(line.split(" ")));
    arguments.addAll(
        List.of("--bootstrap", stack.bootstrapServers(), "--registry", stack.registryUrl()));
    CommandLine commandLine = Perennial.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(arguments.toArray(String[]::new));
    stack.requireAlive();
    return code;
  }

  private Stream<String> lines() {
    return out.toString().lines();
  }

  private String versionOf(String learner) {
    String line =
        lines().filter(each -> each.contains(" for " + learner + " ")).findFirst().orElse("");
    Matcher version = VERSION.matcher(line);
    assertThat(version.find()).as(line).isTrue();
    return version.group(1);
  }

  /** It may hold a token that stood in the file of --config. */
  @Test
  @Order(0)
  void theFileThatThePartsReadIsItsOwnersAlone() throws Exception {
    Path file = directory.resolve("application.yaml");

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  @Order(1)
  void everyLearnerAnswersABoundaryOnce() {
    long last = publish(150);

    assertThat(control("boundary --wait --id first --after " + last)).as("%s", err).isZero();
    assertThat(lines())
        .hasSize(2)
        .allMatch(line -> line.contains(" first BOUNDARY by " + System.getProperty("user.name")))
        .allMatch(
            line -> line.contains("learned what was pending and wrote the snapshot of version"));
    good = versionOf("er");
  }

  @Test
  @Order(2)
  void aRateIsSetForOneLearnerAndRefusedByOneThatHasNone() throws Exception {
    Path config = Files.writeString(directory.resolve("c.yaml"), "control: {principal: alice}\n");

    assertThat(control("set learningRate=0.01 --learner er --wait --config " + config)).isZero();
    assertThat(lines())
        .singleElement()
        .asString()
        .contains(" by alice for er ")
        .endsWith("learningRate was 0.05, is 0.01");

    assertThat(control("set learningRate=0.01 --wait")).isEqualTo(1);
    assertThat(lines())
        .hasSize(2)
        .anyMatch(
            line -> line.contains(" for slda ") && line.contains(": not obeyed: learningRate"));
  }

  @Test
  @Order(3)
  void aPausedLearnerStaysAtItsVersionWhileSamplesCome() {
    assertThat(control("pause --wait")).isZero();
    String paused = versionOf("er");
    long last = publish(50);
    assertThat(control("snapshot --wait --after " + last)).isZero();
    assertThat(versionOf("er")).isEqualTo(paused);

    assertThat(control("resume --wait")).isZero();
    last = publish(50);
    assertThat(control("boundary --wait --after " + last)).isZero();
    assertThat(Long.parseLong(versionOf("er"))).isGreaterThan(Long.parseLong(paused));
  }

  @Test
  @Order(4)
  void aModelOfThePastComesBackUnderAVersionOfItsOwn() {
    assertThat(control("rollback --version 987654 --learner er --wait")).isEqualTo(1);
    assertThat(out.toString())
        .contains("not obeyed: digits/er has written no snapshot of version 987654 up to here");

    assertThat(control("rollback --version " + good + " --learner er --wait"))
        .as("%s %s", out, err)
        .isZero();
    assertThat(out.toString())
        .contains("to the snapshot of version %s, and wrote the snapshot".formatted(good));
    assertThat(Long.parseLong(versionOf("er"))).isGreaterThan(Long.parseLong(good));
  }

  @Test
  @Order(5)
  void samplesAreForgottenByTheirIds() {
    String ids = samples.get(0).getId() + " " + samples.get(1).getId();

    assertThat(control("forget --wait --ids " + ids)).isZero();
    assertThat(lines())
        .hasSize(2)
        .anyMatch(line -> line.contains(" for er ") && line.contains(": of 2 ids forgot "))
        .anyMatch(line -> line.contains(" for slda ") && line.contains("of 2 ids forgot "));
  }

  @Test
  @Order(6)
  void aChangeIsIngestsToObey() {
    assertThat(control("change --task night --wait")).isZero();
    assertThat(lines())
        .singleElement()
        .asString()
        .contains(" CHANGE {task=night} ", " for ingest ");
  }

  @Test
  @Order(7)
  void theTrailHoldsEveryCommandOnceForEachLearner() {
    assertThat(control("log")).isZero();
    assertThat(lines().filter(line -> line.contains(" for er "))).hasSize(10);
    assertThat(lines().filter(line -> line.contains(" for slda "))).hasSize(7);
    assertThat(lines().filter(line -> line.contains(" for ingest "))).hasSize(1);
  }

  @Test
  @Order(8)
  void whatIsAskedWronglyIsRefusedBeforeAnythingIsSent() {
    assertThat(control("forget")).isEqualTo(64);
    assertThat(err).hasToString("forget needs exactly one of [--class, --ids, --task]\n");
    assertThat(control("dance --after -1")).isEqualTo(64);
    assertThat(err.toString().lines()).hasSize(2);
  }

  @Test
  @Order(9)
  void aCommandThatNobodyAnswersIsToldWithWhereToLook() {
    assertThat(control("boundary --wait --wait-seconds 2 --id first")).isEqualTo(1);
    assertThat(out).hasToString("");
    assertThat(err)
        .hasToString(
            "nobody has answered command first within 2 s; if it was rejected, ./perennial rejects"
                + " --topic control says why\n");
  }
}
