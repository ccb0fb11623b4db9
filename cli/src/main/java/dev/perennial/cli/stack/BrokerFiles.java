package dev.perennial.cli.stack;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * What one Kafka broker (KRaft, broker and controller in one) is started from, sized for a machine
 * of two cores. Topics are not created by themselves.
 *
 * @param directory where its log is written
 * @param address that clients connect to, as host:port
 * @param controllerPort of the loopback interface
 */
public record BrokerFiles(Path directory, String address, int controllerPort) {

  /** The class whose main method runs a broker from a file of {@link #properties}. */
  public static final String PROGRAM = "kafka.Kafka";

  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";

  /**
   * Makes the directory a broker's, unless it is one.
   *
   * @throws StartFailedException if it cannot be written
   */
  public void formatOnce() {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try {
      format();
    } catch (Exception e) {
      throw new StartFailedException("the broker's directory was not formatted: " + directory, e);
    }
  }

  private void format() throws Exception {
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

  /** Its configuration. */
  public Map<String, String> properties() {
    String controller = LOOPBACK + ":" + controllerPort;
    Map<String, String> properties = new TreeMap<>();
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

    // A broker that was killed may come back only when its controller has given up the one before.
    properties.put("broker.session.timeout.ms", "3000");
    properties.put("broker.heartbeat.interval.ms", "500");

    // Flink's exactly-once sink asks for up to an hour; the default maximum is a quarter of it.
    properties.put("transaction.max.timeout.ms", "3600000");
    // It names every transaction anew, one a checkpoint, under a new producer id; a broker that
    // remembers the names for a week and the producers for a day grows by some kilobytes a second.
    properties.put("transactional.id.expiration.ms", "3600000");
    properties.put("producer.id.expiration.ms", "600000");
    properties.put("producer.id.expiration.check.interval.ms", "60000");
    return properties;
  }
}
