package dev.perennial.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionsTest {

  @Test
  void metricsAreWhatIsNeitherFunctionNorLabelNorText() {
    assertThat(
            Expressions.metrics(
                "sum by (job, pod_name) (rate(jvm_memory_used_bytes{area=\"a_heap\"}[15m])) / up > 0.9"))
        .containsExactly("jvm_memory_used_bytes", "up");
    assertThat(Expressions.metrics("absent(flink_jobmanager_numRunningJobs > 0)"))
        .containsExactly("flink_jobmanager_numRunningJobs");
  }

  @Test
  void jobsAreThoseThatAreNamed() {
    assertThat(Expressions.jobs("absent(up{job=\"a\"} == 1) or up{job=\"b\"}"))
        .containsExactly("a", "b");
    assertThat(Expressions.jobs("up")).isEmpty();
  }
}
