package dev.perennial.cli.secured;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perennial.cli.stack.EmbeddedRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A broker and a registry that ask who one is, and the variables that tell it them. */
final class SecuredCluster implements AutoCloseable {

  static final String SCRAM = "TLS and SCRAM";
  static final String PLAIN = "TLS and PLAIN";
  static final String OAUTH = "TLS and OAUTHBEARER";
  static final String CERTIFICATE = "TLS with a certificate";

  static final String REGISTRY_PASSWORD = "daves-s3cr3t";
  static final String REGISTRY_TOKEN = "erins-s3cr3t";

  static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString(("dave:" + REGISTRY_PASSWORD).getBytes(UTF_8));
  static final String BEARER = "Bearer " + REGISTRY_TOKEN;

  private final Path directory;
  private final Certificates certificates;
  private final TokenIssuer tokens;
  private final EmbeddedRegistry registry;
  private final SecuredBroker broker;
  private final GuardedRegistry guarded;

  private SecuredCluster(
      Path directory,
      Certificates certificates,
      TokenIssuer tokens,
      EmbeddedRegistry registry,
      SecuredBroker broker)
      throws IOException {
    this.directory = directory;
    this.certificates = certificates;
    this.tokens = tokens;
    this.registry = registry;
    this.broker = broker;
    this.guarded = GuardedRegistry.before(registry.url(), BASIC, BEARER);
  }

  static SecuredCluster start(Path directory) throws Exception {
    EmbeddedRegistry registry = EmbeddedRegistry.launch(EmbeddedRegistry.home(), directory);
    Certificates certificates = Certificates.in(directory.resolve("certificates"));
    TokenIssuer tokens = TokenIssuer.start();
    SecuredBroker broker = SecuredBroker.start(directory.resolve("broker"), certificates, tokens);
    registry.awaitRunning(Duration.ofSeconds(60));
    return new SecuredCluster(directory, certificates, tokens, registry, broker);
  }

  SecuredBroker broker() {
    return broker;
  }

  GuardedRegistry registry() {
    return guarded;
  }

  Certificates certificates() {
    return certificates;
  }

  TokenIssuer tokens() {
    return tokens;
  }

  /** What the environment holds of one that is let in as an example says. */
  Map<String, String> variables(String example) {
    Map<String, String> variables = new TreeMap<>();
    variables.put(
        "PERENNIAL_BOOTSTRAP",
        example.equals(CERTIFICATE) ? broker.tlsAddress() : broker.saslAddress());
    variables.put("PERENNIAL_REGISTRY", guarded.url());
    variables.put("KAFKA_TRUSTSTORE", certificates.trusting("broker").toString());
    variables.put("KAFKA_TRUSTSTORE_PASSWORD", Certificates.PASSWORD);
    variables.put("KAFKA_KEYSTORE", certificates.keystore("client").toString());
    variables.put("KAFKA_KEYSTORE_PASSWORD", Certificates.PASSWORD);
    variables.put("KAFKA_TOKEN_ENDPOINT", tokens.tokenUrl());
    variables.put("REGISTRY_USER", "dave");
    variables.put("REGISTRY_PASSWORD", REGISTRY_PASSWORD);
    variables.put("REGISTRY_TOKEN", REGISTRY_TOKEN);
    switch (example) {
      case SCRAM -> user(variables, SecuredBroker.SCRAM_USER, SecuredBroker.SCRAM_PASSWORD);
      case PLAIN -> user(variables, SecuredBroker.PLAIN_USER, SecuredBroker.PLAIN_PASSWORD);
      default -> user(variables, TokenIssuer.CLIENT, TokenIssuer.SECRET);
    }
    return variables;
  }

  private static void user(Map<String, String> variables, String name, String password) {
    variables.put("KAFKA_USER", name);
    variables.put("KAFKA_PASSWORD", password);
  }

  /** An example as a file, with the variables' values in it. */
  Path file(String example, Map<String, String> variables) throws IOException {
    return Files.writeString(
        Files.createTempFile(directory, "application", ".yaml"), Examples.of(example, variables));
  }

  @Override
  public void close() {
    guarded.close();
    broker.close();
    registry.close();
    tokens.close();
  }
}
