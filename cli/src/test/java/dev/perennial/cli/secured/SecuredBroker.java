package dev.perennial.cli.secured;

import dev.perennial.cli.stack.BrokerFiles;
import dev.perennial.cli.stack.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.utils.Time;

/**
 * A broker in this JVM with a listener for each way to be let in: TLS with SCRAM, PLAIN or
 * OAUTHBEARER on one, TLS with the client's certificate on another.
 */
final class SecuredBroker implements AutoCloseable {

  static final String SCRAM_USER = "alice";
  static final String SCRAM_PASSWORD = "alices-s3cr3t";
  static final String PLAIN_USER = "bob";
  static final String PLAIN_PASSWORD = "bobs-s3cr3t";

  private static final String MODULES = "org.apache.kafka.common.security.";

  private final KafkaRaftServer server;
  private final List<Integer> ports;

  private SecuredBroker(KafkaRaftServer server, List<Integer> ports) {
    this.server = server;
    this.ports = ports;
  }

  static SecuredBroker start(Path directory, Certificates certificates, TokenIssuer tokens)
      throws Exception {
    List<Integer> ports = FreePorts.find(4);
    BrokerFiles files = new BrokerFiles(directory, address(ports.get(0)), ports.get(1));
    files.formatOnce();
    Map<String, String> properties = new TreeMap<>(files.properties());
    listeners(properties, ports);
    tls(properties, certificates);
    sasl(properties, tokens);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    SecuredBroker broker = new SecuredBroker(server, ports);
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", address(ports.get(0))))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      SCRAM_USER,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                      SCRAM_PASSWORD)))
          .all()
          .get();
    }
    return broker;
  }

  private static void listeners(Map<String, String> properties, List<Integer> ports) {
    String open =
        "PLAINTEXT://%s,SASL_SSL://%s,SSL://%s"
            .formatted(address(ports.get(0)), address(ports.get(2)), address(ports.get(3)));
    properties.put("listeners", open + ",CONTROLLER://" + address(ports.get(1)));
    properties.put("advertised.listeners", open);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "PLAINTEXT");
  }

  private static void tls(Map<String, String> properties, Certificates certificates) {
    properties.put("ssl.keystore.type", "PKCS12");
    properties.put("ssl.keystore.location", certificates.keystore("broker").toString());
    properties.put("ssl.keystore.password", Certificates.PASSWORD);
    properties.put("ssl.key.password", Certificates.PASSWORD);
    properties.put("ssl.truststore.type", "PKCS12");
    properties.put("ssl.truststore.location", certificates.trusting("client").toString());
    properties.put("ssl.truststore.password", Certificates.PASSWORD);
    properties.put("listener.name.ssl.ssl.client.auth", "required");
  }

  private static void sasl(Map<String, String> properties, TokenIssuer tokens) {
    String listener = "listener.name.sasl_ssl.";
    properties.put(listener + "sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN,OAUTHBEARER");
    properties.put(
        listener + "scram-sha-512.sasl.jaas.config", MODULES + "scram.ScramLoginModule required;");
    properties.put(
        listener + "plain.sasl.jaas.config",
        MODULES
            + "plain.PlainLoginModule required user_%s=\"%s\";"
                .formatted(PLAIN_USER, PLAIN_PASSWORD));
    properties.put(
        listener + "oauthbearer.sasl.jaas.config",
        MODULES + "oauthbearer.OAuthBearerLoginModule required;");
    properties.put(
        listener + "oauthbearer.sasl.server.callback.handler.class",
        MODULES + "oauthbearer.OAuthBearerValidatorCallbackHandler");
    properties.put(listener + "oauthbearer.sasl.oauthbearer.jwks.endpoint.url", tokens.keysUrl());
    properties.put(
        listener + "oauthbearer.sasl.oauthbearer.expected.audience", TokenIssuer.AUDIENCE);
  }

  /** Where TLS is spoken and SASL asked for. */
  String saslAddress() {
    return address(ports.get(2));
  }

  /** Where TLS is spoken and a certificate asked for. */
  String tlsAddress() {
    return address(ports.get(3));
  }

  private static String address(int port) {
    return FreePorts.LOOPBACK + ":" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
