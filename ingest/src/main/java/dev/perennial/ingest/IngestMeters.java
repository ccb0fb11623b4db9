package dev.perennial.ingest;

import dev.perennial.ingest.topology.RejectLog;
import dev.perennial.schemas.http.StatusServer;
import dev.perennial.schemas.streams.ProcessMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What Prometheus is told of ingest: its process, and what it has rejected since it began.
 * Thread-safe: one scrape at a time.
 */
final class IngestMeters implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Set<String> counted = new HashSet<>();
  private final RejectLog rejects;
  private final ProcessMeters process;

  IngestMeters(KafkaStreams streams, RejectLog rejects) {
    this.rejects = rejects;
    this.process = new ProcessMeters(streams);
    process.bindTo(registry);
  }

  /** All of them as of now. */
  synchronized String text() {
    rejects.counts().keySet().stream().filter(counted::add).forEach(this::count);
    return registry.scrape(StatusServer.METRICS_TYPE);
  }

  private void count(String kind) {
    int slash = kind.indexOf('/');
    FunctionCounter.builder(
            "perennial.ingest.rejects", rejects, log -> log.counts().getOrDefault(kind, 0L))
        .tags("topic", kind.substring(0, slash), "reason", kind.substring(slash + 1))
        .description("Records that ingest rejected since the process began")
        .register(registry);
  }

  @Override
  public void close() {
    process.close();
    registry.close();
  }
}
