package dev.perennial.cli.secured;

import static dev.perennial.cli.secured.SecuredCluster.CERTIFICATE;
import static dev.perennial.cli.secured.SecuredCluster.OAUTH;
import static dev.perennial.cli.secured.SecuredCluster.PLAIN;
import static dev.perennial.cli.secured.SecuredCluster.SCRAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.cli.Commands;
import dev.perennial.evaluator.Evaluator;
import dev.perennial.ingest.Ingest;
import dev.perennial.ingest.web.Gateway;
import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever says who they are as {@code docs/security.md} shows is let in, and everyone else is told
 * by whom they were refused, and as whom.
 */
@Tag("soak")
class AccessIT {

  /** Every command that works with a cluster, in its shortest form. */
  private static final List<String> COMMANDS =
      List.of(
          "topics create",
          "topics list",
          "publish --data glyphs --scenario classes:2 --limit 5 --stream digits",
          "publish --data glyphs --scenario classes:2 --limit 5 --stream resumed --resume",
          "watch samples --from-beginning --limit 1",
          "control digits boundary",
          "control digits log",
          "rejects");

  @TempDir static Path directory;

  private static SecuredCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = SecuredCluster.start(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRAM, PLAIN, OAUTH, CERTIFICATE})
  void everyCommandIsLetInAsTheExampleSays(String example) throws Exception {
    Path file = cluster.file(example, cluster.variables(example));

    for (String command : COMMANDS) {
      Commands.Ended ended = Commands.run(command + " --config " + file);

      assertThat(ended.code()).as("%s: %s", command, ended.err()).isZero();
    }
    try (Gateway gateway = Gateway.start(SettingsFile.read(gatewayOf(file)))) {
      assertThat(gateway.address().getPort()).isPositive();
    }
  }

  private static Path gatewayOf(Path file) throws Exception {
    return Files.writeString(
        Files.createTempFile(directory, "gateway", ".yaml"),
        Files.readString(file) + "gateway: {port: 0}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRAM, PLAIN})
  void aWrongPasswordIsRefusedWithBrokerUserAndMechanism(String example) throws Exception {
    Map<String, String> variables = cluster.variables(example);
    variables.put("KAFKA_USER", "mallory");
    variables.put("KAFKA_PASSWORD", "guessed");
    String mechanism = example.equals(SCRAM) ? "SCRAM-SHA-512" : "PLAIN";

    everyCommandEnds(
        cluster.file(example, variables),
        "perennial: %s refused user mallory (SASL_SSL, %s)"
            .formatted(cluster.broker().saslAddress(), mechanism));
  }

  @ParameterizedTest
  @ValueSource(strings = {SCRAM, CERTIFICATE})
  void aBrokerWhoseCertificateIsNotTrustedIsNotTalkedTo(String example) throws Exception {
    Map<String, String> variables = cluster.variables(example);
    String other = cluster.certificates().trusting("client").toString();
    variables.put("KAFKA_TRUSTSTORE", other);

    everyCommandEnds(
        cluster.file(example, variables),
        "perennial: no TLS connection to %s: this side trusts %s and shows "
            .formatted(variables.get("PERENNIAL_BOOTSTRAP"), other));
  }

  @Test
  void aCertificateThatTheBrokerDoesNotKnowIsRefused() throws Exception {
    Map<String, String> variables = cluster.variables(CERTIFICATE);
    String other = cluster.certificates().keystore("broker").toString();
    variables.put("KAFKA_KEYSTORE", other);

    everyCommandEnds(
        cluster.file(CERTIFICATE, variables),
        "perennial: no TLS connection to %s: this side trusts %s and shows %s"
            .formatted(cluster.broker().tlsAddress(), variables.get("KAFKA_TRUSTSTORE"), other));
  }

  @Test
  void aClientThatGetsNoTokenIsTold() throws Exception {
    Map<String, String> variables = cluster.variables(OAUTH);
    variables.put("KAFKA_PASSWORD", "guessed");

    everyCommandEnds(
        cluster.file(OAUTH, variables),
        "perennial: no login for %s: us (SASL_SSL, OAUTHBEARER)"
            .formatted(cluster.broker().saslAddress()));
  }

  @Test
  void aWrongPasswordOfTheRegistryIsRefused() throws Exception {
    Map<String, String> variables = cluster.variables(SCRAM);
    variables.put("REGISTRY_PASSWORD", "guessed");
    Path file = cluster.file(SCRAM, variables);

    Commands.Ended ended = Commands.run("topics create --config " + file);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("the schema registry at %s refused user dave".formatted(cluster.registry().url()))
        .doesNotContain("guessed");
  }

  @Test
  void settingsThatMakeNoClientAreTold() throws Exception {
    Map<String, String> variables = cluster.variables(SCRAM);
    variables.put("KAFKA_TRUSTSTORE", "/no/such.p12");

    Commands.Ended ended = Commands.run("topics list --config " + cluster.file(SCRAM, variables));

    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err()).startsWith("kafka: ").contains("/no/such.p12");
  }

  private static void everyCommandEnds(Path file, String said) {
    for (String command : COMMANDS) {
      endsWith(command, file, said);
    }
    endsWith("gateway --port 0", file, said);
  }

  private static void endsWith(String command, Path file, String said) {
    Commands.Ended ended = Commands.run(command + " --config " + file);

    assertThat(ended.code()).as(command).isEqualTo(1);
    assertThat(ended.err())
        .as(command)
        .contains(said)
        .contains("  because: ")
        .doesNotContain("\tat ", "guessed", Certificates.PASSWORD);
  }

  /** The applications as processes, with their secrets in the environment. */
  @Test
  void applicationsThatAreRefusedEnd() throws Exception {
    Map<String, String> wrong = cluster.variables(SCRAM);
    wrong.put("KAFKA_PASSWORD", "guessed");
    Map<String, String> untrusting = cluster.variables(SCRAM);
    untrusting.put("KAFKA_TRUSTSTORE", cluster.certificates().trusting("client").toString());
    Map<String, String> unregistered = cluster.variables(SCRAM);
    unregistered.put("REGISTRY_PASSWORD", "guessed");
    String refused =
        ": %s refused user alice (SASL_SSL, SCRAM-SHA-512)\n"
            .formatted(cluster.broker().saslAddress());
    String untrusted = ": no TLS connection to %s: ".formatted(cluster.broker().saslAddress());
    String unknown =
        ": the schema registry at %s refused user dave".formatted(cluster.registry().url());

    Map<Application, String> applications = new LinkedHashMap<>();
    applications.put(Application.start(Ingest.class, wrong), "ingest" + refused);
    applications.put(Application.start(Evaluator.class, wrong), "evaluator" + refused);
    applications.put(Application.start(LearnerJob.class, wrong), "learner" + refused);
    for (var each : applications.entrySet()) {
      each.getKey().endsWith(each.getValue());
    }
    applications.clear();
    applications.put(Application.start(Ingest.class, untrusting), "ingest" + untrusted);
    applications.put(Application.start(Evaluator.class, unregistered), "evaluator" + unknown);
    applications.put(Application.start(LearnerJob.class, untrusting), "learner" + untrusted);
    for (var each : applications.entrySet()) {
      each.getKey().endsWith(each.getValue());
    }
  }

  /** A process that runs a main method as an operator does. */
  private record Application(Process process, Path errors) {

    static Application start(Class<?> main, Map<String, String> environment) throws Exception {
      Path file =
          Files.writeString(
              Files.createTempFile(directory, "application", ".yaml"),
              Examples.of(SCRAM) + "learners: {er: {recipe: {strategy: er}}}\n");
      Path errors = Files.createTempFile(directory, main.getSimpleName(), ".err");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of(main.getName(), "--config", file.toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectError(errors.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      return new Application(builder.start(), errors);
    }

    void endsWith(String said) throws Exception {
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
        String told = Files.readString(errors);
        assertThat(told)
            .contains(said)
            .contains("  because: ")
            .doesNotContain("\tat ", "guessed", Certificates.PASSWORD);
        assertThat(process.exitValue()).as(told).isEqualTo(1);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void aBrokerThatIsNotThereIsNamed() {
    // Port 1 is reserved and nothing listens there.
    Commands.Ended ended =
        Commands.run("control digits log --bootstrap 127.0.0.1:1 --registry http://127.0.0.1:1");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("perennial: no broker has answered at 127.0.0.1:1 by PLAINTEXT within 30 s");
  }
}
