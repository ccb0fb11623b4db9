package dev.perennial.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time an operation, of all threads of the process, the collector's too: what a machine
 * that others use at the same time leaves as it is. Where a benchmark works on a {@code batch} of
 * rows, also how many rows that makes a second.
 */
public final class ProcessorTime implements InternalProfiler {

  private static final double NANOS_A_SECOND = 1e9;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "processor time an operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = process.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos =
        (process.getProcessCpuTime() - before) / (double) result.getMetadata().getAllOps();
    ScalarResult time = new ScalarResult("cpu", nanos, "ns/op", AggregationPolicy.AVG);
    String batch = benchmark.getParam("batch");
    if (batch == null) {
      return List.of(time);
    }
    double rows = Integer.parseInt(batch) * NANOS_A_SECOND / nanos;
    return List.of(time, new ScalarResult("cpu.rows", rows, "1/s", AggregationPolicy.AVG));
  }
}
