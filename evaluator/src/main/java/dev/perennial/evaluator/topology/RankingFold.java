package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.ranking.Contender;
import dev.perennial.evaluator.ranking.Contest;
import dev.perennial.evaluator.ranking.Entered;
import dev.perennial.evaluator.ranking.Objective;
import dev.perennial.evaluator.ranking.RankingSettings;
import dev.perennial.schemas.Ranking;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Ranks the learners of each stream, all of which lie in one partition, after every evaluation. Two
 * stores: what is known of each learner, and each stream's champion. Owned by the thread of its
 * task.
 */
final class RankingFold {

  /** Of a score, so many samples are told one by one at most. */
  static final int MOST_TOLD = 10_000;

  private final RankingSettings settings;
  private final WriteBehindStore<Contender> contenders;
  private final WriteBehindStore<Contest> contests;
  private final ProcessorContext<Object, SpecificRecord> context;
  private final String sink;

  /** The learners of each stream. */
  private final Map<String, SortedSet<String>> learners = new TreeMap<>();

  RankingFold(
      RankingSettings settings,
      WriteBehindStore<Contender> contenders,
      WriteBehindStore<Contest> contests,
      ProcessorContext<Object, SpecificRecord> context,
      String sink) {
    this.settings = settings;
    this.contenders = contenders;
    this.contests = contests;
    this.context = context;
    this.sink = sink;
    contenders.learners().forEach(this::know);
  }

  /** Takes which samples a score says are right. */
  void answered(LearnerKey learner, Score score) {
    know(learner);
    if (score.getReason() == ScoreReason.RETROSPECTIVE) {
      return;
    }
    contenders
        .get(learner)
        .answered(
            score.getTask().getIndex(),
            score.getEvaluation(),
            new Place(score.getVersion(), score.getSequence(), score.getEventTime()),
            score.getRight(),
            (int) Math.min(score.getTotal(), MOST_TOLD));
    contenders.changed(learner);
  }

  /** Ranks the learner's stream anew. */
  void evaluated(LearnerKey learner, CompleteEvaluation complete, AccuracyMatrix before) {
    know(learner);
    Entered entered =
        contenders.get(learner).evaluated(complete.evaluation(), complete.place(), before);
    contenders.changed(learner);
    if (entered == Entered.NOTHING) {
      return;
    }
    LearnerKey contest = contest(learner.stream());
    Optional<Ranking> ranking =
        contests
            .get(contest)
            .after(
                entered == Entered.NEW ? Optional.of(learner.learner()) : Optional.empty(),
                learner.stream(),
                of(learner.stream()),
                settings);
    contests.changed(contest);
    ranking.ifPresent(
        found ->
            context.forward(
                new Record<Object, SpecificRecord>(
                    found.getStream(), found, context.currentSystemTimeMs()),
                sink));
  }

  private void know(LearnerKey learner) {
    learners.computeIfAbsent(learner.stream(), stream -> new TreeSet<>()).add(learner.learner());
  }

  private SortedMap<String, Contender> of(String stream) {
    SortedMap<String, Contender> all = new TreeMap<>();
    learners
        .getOrDefault(stream, new TreeSet<>())
        .forEach(name -> all.put(name, contenders.get(new LearnerKey(stream, name))));
    return all;
  }

  // The store keeps something of each learner; a stream's is kept as that of a learner without a
  // name.
  private static LearnerKey contest(String stream) {
    return new LearnerKey(stream, "");
  }

  static StateCodec<Contender> contenderCodec(FoldSettings settings) {
    Objective objective =
        new Objective(settings.ranking(), settings.evaluationWindow(), settings.keptTasks());
    return new StateCodec<>() {
      @Override
      public Contender initial() {
        return Contender.unknown(objective);
      }

      @Override
      public void save(Contender state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public Contender load(DataInput in) throws IOException {
        return Contender.load(objective, in);
      }
    };
  }

  static StateCodec<Contest> contestCodec() {
    return new StateCodec<>() {
      @Override
      public Contest initial() {
        return new Contest();
      }

      @Override
      public void save(Contest state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public Contest load(DataInput in) throws IOException {
        return Contest.load(in);
      }
    };
  }
}
