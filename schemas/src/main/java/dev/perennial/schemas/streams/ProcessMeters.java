package dev.perennial.schemas.streams;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What Prometheus is told of the process: the JVM, the processor, open files, and of Kafka Streams
 * its threads, its restarts and how far its consumers are behind. Of Kafka's several hundred
 * further meters nothing: each of its own metrics is there by JMX.
 */
public final class ProcessMeters implements MeterBinder, AutoCloseable {

  private static final List<String> OF_KAFKA =
      List.of(
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.thread.commit.total",
          "kafka.stream.thread.process.total",
          "kafka.consumer.fetch.manager.records.lag.max",
          "kafka.consumer.fetch.manager.records.consumed.total");

  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final KafkaStreamsMetrics kafka;

  /** Those of this process and an application in it. */
  public ProcessMeters(KafkaStreams streams) {
    this.kafka = new KafkaStreamsMetrics(streams);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    registry.config().meterFilter(new OfKafka());
    // In nanoseconds, which is no base unit, and a gauge called as if it counted.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    kafka.bindTo(registry);
  }

  private static final class OfKafka implements MeterFilter {
    @Override
    public MeterFilterReply accept(Meter.Id id) {
      return id.getName().startsWith("kafka.") && !OF_KAFKA.contains(id.getName())
          ? MeterFilterReply.DENY
          : MeterFilterReply.NEUTRAL;
    }
  }

  @Override
  public void close() {
    kafka.close();
    collections.close();
  }
}
