package dev.perennial.evaluator.chronicle;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.StepReport;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all learners did, bounded in everything: {@value #POINTS} points, {@value #MOST_LEARNERS}
 * learners, as many streams. Beyond that nothing new is taken in, and counted.
 *
 * <p>Thread-safe: one thread tells, any thread reads. A reader sees one learner as of one moment,
 * but not all learners as of the same.
 */
public final class Chronicle {

  /** Of 16 bytes each. */
  static final long POINTS = 8_000_000;

  static final int MOST_LEARNERS = 10_000;

  private final SeriesBudget budget;
  private final Map<LearnerKey, LearnerChronicle> learners = new ConcurrentHashMap<>();
  private final Map<String, Ranking> rankings = new ConcurrentHashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private int mostPoints = SeriesBudget.MOST_POINTS;

  /** Of nothing yet. */
  public Chronicle() {
    this(POINTS);
  }

  /** One that keeps so many points. */
  Chronicle(long points) {
    this.budget = new SeriesBudget(points);
  }

  /**
   * Adds a value of a metric.
   *
   * @throws IllegalArgumentException if it is neither a finite number nor absent
   */
  public void add(Metric metric) {
    learner(metric.getStream(), metric.getLearner()).ifPresent(learner -> learner.add(metric));
    keepWithinBudget();
  }

  /** Adds what a score tells of periods and commands; the accuracies come as metrics. */
  public void add(Score score) {
    learner(score.getStream(), score.getLearner()).ifPresent(learner -> learner.add(score));
  }

  /**
   * Adds an update.
   *
   * @param written when it was written, by the broker's clock
   * @throws IllegalArgumentException if it learned no example, or its numbers are not finite
   */
  public void add(StepReport step, Instant written) {
    learner(step.getStream(), step.getLearner()).ifPresent(learner -> learner.add(step, written));
    keepWithinBudget();
  }

  /** Adds a snapshot. */
  public void add(ModelManifest manifest) {
    learner(manifest.getStream(), manifest.getLearner())
        .ifPresent(learner -> learner.add(manifest));
  }

  /** Adds the beginning or the end of an alert. */
  public void add(Alert alert) {
    learner(alert.getStream(), alert.getLearner()).ifPresent(learner -> learner.add(alert));
  }

  /** Replaces a stream's ranking. */
  public void add(Ranking ranking) {
    if (rankings.size() < MOST_LEARNERS || rankings.containsKey(ranking.getStream())) {
      rankings.put(ranking.getStream(), ranking);
    } else {
      refused.incrementAndGet();
    }
  }

  private Optional<LearnerChronicle> learner(String stream, String name) {
    LearnerKey key = new LearnerKey(stream, name);
    LearnerChronicle known = learners.get(key);
    if (known == null && learners.size() >= MOST_LEARNERS) {
      refused.incrementAndGet();
      return Optional.empty();
    }
    return Optional.of(
        known != null
            ? known
            : learners.computeIfAbsent(key, first -> new LearnerChronicle(budget)));
  }

  private void keepWithinBudget() {
    int most = budget.mostPoints();
    if (most < mostPoints) {
      mostPoints = most;
      learners.values().forEach(learner -> learner.limit(most));
    }
  }

  /** Every learner that anything is known of, by stream, then by name; a copy. */
  public SortedSet<LearnerKey> learners() {
    return new TreeSet<>(learners.keySet());
  }

  /** Whether anything is known of a learner. */
  public boolean knows(LearnerKey learner) {
    return learners.containsKey(learner);
  }

  /** Where a learner stands as of {@code now}; {@link Standing#UNKNOWN} if nothing is known. */
  public Standing standing(LearnerKey learner, Instant now) {
    LearnerChronicle known = learners.get(learner);
    return known == null ? Standing.UNKNOWN : known.standing(now);
  }

  /** What there is of a learner that {@code seen} does not have. */
  public History since(LearnerKey learner, Seen seen) {
    LearnerChronicle known = learners.get(learner);
    return known == null ? History.ofNothing(seen) : known.since(seen);
  }

  /** A stream's newest ranking; empty while there is none. */
  public Optional<Ranking> ranking(String stream) {
    return Optional.ofNullable(rankings.get(stream));
  }

  /** How often something new was not taken in because there was no room. */
  public long refused() {
    return refused.get() + budget.refused();
  }
}
