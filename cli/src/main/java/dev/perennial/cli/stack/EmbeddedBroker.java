package dev.perennial.cli.stack;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, broker and controller in one) in this JVM, on the loopback interface.
 * Topics are not created by themselves. Sized for a machine of two cores.
 *
 * <p>Not thread-safe; close it on the thread that started it.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and returns when it answers.
   *
   * @param directory where its log is written; created if missing; a broker that was closed goes on
   *     from the log it left there
   * @throws StartFailedException if it does not start
   */
  public static EmbeddedBroker start(Path directory) {
    long started = System.nanoTime();
    List<Integer> ports = FreePorts.find(2);
    String bootstrapServers = LOOPBACK + ":" + ports.get(0);
    try {
      if (!Files.exists(directory.resolve("meta.properties"))) {
        format(directory);
      }
      KafkaRaftServer server =
          new KafkaRaftServer(
              new KafkaConfig(properties(directory, bootstrapServers, ports.get(1))), Time.SYSTEM);
      server.startup();
      LOG.info(
          "broker started bootstrapServers={} tookMillis={}",
          bootstrapServers,
          (System.nanoTime() - started) / 1_000_000);
      return new EmbeddedBroker(server, bootstrapServers);
    } catch (Exception e) {
      throw new StartFailedException("the broker did not start on " + bootstrapServers, e);
    }
  }

  /** The address that clients connect to, as host:port. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker; its log stays. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    LOG.info("broker stopped bootstrapServers={}", bootstrapServers);
  }

  private static void format(Path directory) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .addDirectory(directory.toString())
        .run();
  }

  private static Map<String, String> properties(
      Path directory, String address, int controllerPort) {
    String controller = LOOPBACK + ":" + controllerPort;
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE));
    properties.put("controller.quorum.voters", NODE + "@" + controller);
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("listeners", "PLAINTEXT://%s,CONTROLLER://%s".formatted(address, controller));
    properties.put("advertised.listeners", "PLAINTEXT://" + address);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");

    // There is one broker, so nothing can be copied.
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");

    // Few clients, two cores: the defaults serve hundreds of each.
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "1");
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    properties.put("auto.leader.rebalance.enable", "false");

    // Nobody else will join: neither wait for more members nor for another leader.
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("controlled.shutdown.enable", "false");

    // Flink's exactly-once sink asks for up to an hour; the default maximum is a quarter of it.
    properties.put("transaction.max.timeout.ms", "3600000");
    return properties;
  }
}
