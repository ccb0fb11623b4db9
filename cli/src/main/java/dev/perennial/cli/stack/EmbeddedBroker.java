package dev.perennial.cli.stack;

import static dev.perennial.cli.stack.FreePorts.LOOPBACK;

import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
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
      BrokerFiles files = new BrokerFiles(directory, bootstrapServers, ports.get(1));
      files.formatOnce();
      KafkaRaftServer server =
          new KafkaRaftServer(new KafkaConfig(files.properties()), Time.SYSTEM);
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
}
