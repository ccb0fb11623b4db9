package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink's reporter, as the manifests configure it, tells what the alerts ask Flink for. */
class FlinkMetricsIT {

  @Test
  void alertsAskForWhatFlinkTells(@TempDir Path directory) throws Exception {
    Manifests manifests = Manifests.of("production");
    Set<String> asked =
        manifests
            .all(PrometheusRule.class)
            .flatMap(of -> of.getSpec().getGroups().stream())
            .flatMap(of -> of.getRules().stream())
            .flatMap(rule -> Expressions.metrics(rule.getExpr().getStrVal()).stream())
            .filter(name -> name.startsWith("flink_"))
            .collect(Collectors.toCollection(TreeSet::new));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Configuration flink = new Configuration();
    manifests
        .one(FlinkDeployment.class, "perennial-learner")
        .getSpec()
        .getFlinkConfiguration()
        .forEach(
            (key, value) -> {
              if (key.startsWith("metrics.")) {
                flink.setString(key, value);
              }
            });
    flink.setString("metrics.reporter.prom.port", Integer.toString(port));
    flink.setString("execution.checkpointing.dir", directory.toUri().toString());
    flink.setString("execution.checkpointing.interval", "100 ms");

    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, flink)) {
      env.fromSequence(0, Long.MAX_VALUE).sinkTo(new DiscardingSink<>());
      JobClient job = env.executeAsync("any");
      try {
        assertThat(asked).isNotEmpty();
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(names(port)).containsAll(asked));
      } finally {
        job.cancel().get();
      }
    }
  }

  private static Set<String> names(int port) throws Exception {
    String page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics")).build(),
                BodyHandlers.ofString())
            .body();
    return page.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }
}
