package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts are asked of what is there, and each tells a person what to read. */
class AlertsTest {

  /** Whose metrics are asked for; of each, a test knows which there are. */
  private static final List<String> KNOWN =
      List.of(
          // PrometheusIT of the evaluator.
          "perennial_",
          "kafka_",
          "jvm_",
          // FlinkMetricsIT.
          "flink_");

  private static Stream<Rule> alerts() {
    return Manifests.of("production")
        .all(PrometheusRule.class)
        .flatMap(of -> of.getSpec().getGroups().stream())
        .flatMap(of -> of.getRules().stream());
  }

  @Test
  void eachHasASentenceAWeightAndAPageToRead() {
    assertThat(alerts()).hasSizeGreaterThan(10);
    assertThat(alerts())
        .allSatisfy(
            rule -> {
              assertThat(rule.getAlert()).startsWith("Perennial");
              assertThat(rule.getLabels().get("severity")).isIn("critical", "warning", "info");
              assertThat(rule.getAnnotations().get("summary")).endsWith(".");
              assertThat(rule.getAnnotations().get("runbook_url"))
                  .isEqualTo("docs/operations.md#" + rule.getAlert().toLowerCase(Locale.ROOT));
            });
    assertThat(alerts().map(Rule::getAlert)).doesNotHaveDuplicates();
  }

  @Test
  void thePageHasASectionForEachAndForNoOther() throws IOException {
    assertThat(Files.readAllLines(Path.of("../docs/operations.md")))
        .filteredOn(line -> line.startsWith("#### Perennial"))
        .containsExactlyInAnyOrderElementsOf(
            alerts().map(rule -> "#### " + rule.getAlert()).toList());
  }

  @Test
  void eachAsksForMetricsWhoseNamesATestKnows() {
    assertThat(alerts())
        .allSatisfy(
            rule ->
                assertThat(Expressions.metrics(rule.getExpr().getStrVal()))
                    .isNotEmpty()
                    .allSatisfy(
                        name ->
                            assertThat(
                                    KNOWN.stream().anyMatch(name::startsWith) || name.equals("up"))
                                .as(name)
                                .isTrue()));
  }

  /** In the same Prometheus there may be other jobs of Flink, and other applications. */
  @Test
  void eachAsksOfThisNamespaceOnly() {
    assertThat(alerts().map(rule -> rule.getExpr().getStrVal()))
        .allSatisfy(
            expression ->
                assertThat(Expressions.metrics(expression))
                    .allSatisfy(
                        name ->
                            assertThat(expression)
                                .contains(name + "{namespace=\"perennial\"")
                                .doesNotContainPattern("\\b" + name + "\\b(?!\\{namespace=)")));
  }

  @Test
  void thePageRepeatsEachExpression() throws IOException {
    assertThat(Files.readAllLines(Path.of("../docs/operations.md")))
        .filteredOn(line -> line.startsWith("`"))
        .map(line -> line.substring(1, line.indexOf('`', 1)))
        .containsAll(alerts().map(rule -> rule.getExpr().getStrVal()).toList());
  }

  @Test
  void eachJobThatIsNamedIsAMonitoredService() {
    Manifests manifests = Manifests.of("production");
    Set<String> jobs = Set.of("perennial-ingest", "perennial-evaluator");

    assertThat(alerts().flatMap(rule -> Expressions.jobs(rule.getExpr().getStrVal()).stream()))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(jobs).contains(job));
    // Prometheus calls a job as its Service is called.
    assertThat(jobs)
        .allSatisfy(
            job -> {
              manifests.one(Service.class, job);
              manifests.one(ServiceMonitor.class, job);
            });
  }

  @Test
  void theDashboardIsOneThatGrafanasSidecarTakes() {
    var dashboard = Manifests.of("production").one(ConfigMap.class, "perennial-dashboard");

    assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(dashboard.getData()).containsOnlyKeys("perennial.json");
  }
}
