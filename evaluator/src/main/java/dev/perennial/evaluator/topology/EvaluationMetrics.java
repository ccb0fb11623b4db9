package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.RunningMetric;
import dev.perennial.evaluator.metric.SavedEvaluation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The metrics of evaluations, folded in the order of their numbers though they may come in another.
 * One that is ahead of the next waits for those before it; when more than {@link #MOST_AHEAD} wait,
 * what is missing is given up, and if it comes after all it is taken as the newest. Values are
 * always of all that have come. Owned by one thread.
 */
final class EvaluationMetrics {

  /** How many evaluations wait for one before them. */
  static final int MOST_AHEAD = 100;

  private final int window;
  private final int most;
  private final List<RunningMetric<Evaluation, ?>> metrics;
  private final NavigableMap<Long, Evaluation> ahead = new TreeMap<>();
  private long next;

  EvaluationMetrics(int window, int most) {
    this.window = window;
    this.most = most;
    this.metrics = Metrics.ofEvaluations(window, most);
  }

  void add(Evaluation evaluation) {
    ahead.put(evaluation.number(), evaluation);
    while (!ahead.isEmpty() && (ahead.firstKey() <= next || ahead.size() > MOST_AHEAD)) {
      fold(ahead.pollFirstEntry().getValue());
    }
  }

  private void fold(Evaluation evaluation) {
    metrics.forEach(metric -> metric.add(evaluation));
    next = Math.max(next, evaluation.number() + 1);
  }

  /** The values by name. */
  Map<String, Measured> values() {
    EvaluationMetrics all = ahead.isEmpty() ? this : copy();
    all.ahead.values().forEach(all::fold);
    Map<String, Measured> values = new LinkedHashMap<>();
    all.metrics.forEach(metric -> values.put(metric.name(), metric.value()));
    return values;
  }

  private EvaluationMetrics copy() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      save(new DataOutputStream(bytes));
      EvaluationMetrics copy = new EvaluationMetrics(window, most);
      copy.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }

  void save(DataOutput out) throws IOException {
    for (RunningMetric<Evaluation, ?> metric : metrics) {
      metric.save(out);
    }
    out.writeLong(next);
    out.writeInt(ahead.size());
    for (Evaluation evaluation : ahead.values()) {
      SavedEvaluation.save(evaluation, out);
    }
  }

  void load(DataInput in) throws IOException {
    for (RunningMetric<Evaluation, ?> metric : metrics) {
      metric.load(in);
    }
    next = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      Evaluation evaluation = SavedEvaluation.load(in);
      ahead.put(evaluation.number(), evaluation);
    }
  }
}
