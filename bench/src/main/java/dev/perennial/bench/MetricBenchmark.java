package dev.perennial.bench;

import dev.perennial.evaluator.metric.Answer;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.RunningMetric;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** What a prediction costs each metric of answers, of a model that is right three times of four. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetricBenchmark {

  private static final int ANSWERS = 1 << 12;

  /** Its name on the wire. */
  @Param({
    "prequential-accuracy",
    "prequential-accuracy-fading",
    "prequential-accuracy-windowed",
    "kappa",
    "kappa-temporal",
    "kappa-m",
    "refused-steps"
  })
  private String metric = "kappa";

  /** Of the stream. */
  @Param({"10", "1000"})
  private int classes = 10;

  private List<Answer> answers = List.of();
  private List<RunningMetric<Answer, ?>> metrics = List.of();
  private int next;

  /** Draws answers. */
  @Setup
  public void draw() {
    Random random = new Random(1);
    answers =
        Stream.generate(
                () -> {
                  int actual = random.nextInt(classes);
                  int predicted = random.nextInt(4) > 0 ? actual : random.nextInt(classes);
                  return new Answer(OptionalInt.of(predicted), actual);
                })
            .limit(ANSWERS)
            .toList();
    metrics =
        Metrics.ofAnswers(1_000, 0.999).stream().filter(m -> m.name().equals(metric)).toList();
    if (metrics.size() != 1) {
      throw new IllegalStateException("no metric of answers has that name: " + metric);
    }
  }

  /** Folds the next answer in. */
  @Benchmark
  public RunningMetric<Answer, ?> add() {
    RunningMetric<Answer, ?> folded = metrics.get(0);
    folded.add(answers.get(next));
    next = (next + 1) % ANSWERS;
    return folded;
  }

  /** Runs all, as JMH's arguments say, and prints what they cost. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Benchmarks.run(MetricBenchmark.class, arguments);
  }
}
