package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.AnswersSnapshot;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.metric.Answer;
import dev.perennial.evaluator.metric.CurveMetric;
import dev.perennial.evaluator.metric.LearningCurves;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.RunningMetric;
import dev.perennial.schemas.Prediction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is folded of one learner's predictions.
 *
 * <p>A learner predicts in the order of its stream's log, so a sequence that is not above the one
 * before is a prediction published twice, and one far above it is of another log. Labelled and
 * unlabelled samples are watched apart: a learner may answer the unlabelled ahead of a micro-batch
 * that is still filling.
 *
 * <p>Owned by one thread.
 */
final class AnswerState {

  private static final byte VERSION = 3;

  private static final List<CurveMetric> CURVE_METRICS = Metrics.ofCurves();

  private final List<RunningMetric<Answer, ?>> metrics;
  private final LearningCurves curves;
  private Optional<Place> place = Optional.empty();
  private long labelled;
  private long unlabelled;
  private long nextLabelledSequence;
  private long nextUnlabelledSequence;
  private long published;
  private long refusedSteps;

  AnswerState(FoldSettings settings) {
    this.metrics = Metrics.ofAnswers(settings.window(), settings.fading());
    this.curves = new LearningCurves(settings.keptTasks());
  }

  /**
   * Why a prediction cannot be the next; empty if it can. The first of a learner stands anywhere:
   * those before it may have been dropped from the topic.
   *
   * @param maxGap how far it may be ahead of the newest before it
   */
  Optional<Fault> faultOf(Prediction prediction, long maxGap) {
    long sequence = prediction.getSequence();
    long next = next(prediction);
    if (sequence < next) {
      return Optional.of(
          new Fault(
              "already-folded",
              "predictions are folded up to sequence %d: %d".formatted(next - 1, sequence)));
    }
    long known = Math.max(nextLabelledSequence, nextUnlabelledSequence);
    return known > 0 && sequence - known > maxGap
        ? Optional.of(
            new Fault(
                "sequence-gap",
                "predictions are folded up to sequence %d, the next may leave out at most %d: %d"
                    .formatted(known - 1, maxGap, sequence)))
        : Optional.empty();
  }

  /** Folds a prediction in; one that was folded before changes nothing. */
  void fold(Prediction prediction) {
    long sequence = prediction.getSequence();
    if (sequence < next(prediction)) {
      return;
    }
    refusedSteps = Math.max(refusedSteps, prediction.getRefusedSteps());
    if (prediction.getActual() == null) {
      nextUnlabelledSequence = sequence + 1;
      unlabelled++;
      return;
    }
    nextLabelledSequence = sequence + 1;
    labelled++;
    Answer answer =
        new Answer(
            prediction.getPredicted() == null
                ? OptionalInt.empty()
                : OptionalInt.of(prediction.getPredicted().getIndex()),
            prediction.getActual().getIndex(),
            refusedSteps,
            prediction.getTask().getIndex(),
            sequence);
    curves.add(answer);
    for (RunningMetric<Answer, ?> metric : metrics) {
      metric.add(answer);
    }
    place = Optional.of(new Place(prediction.getVersion(), sequence, prediction.getEventTime()));
  }

  /** The least sequence that a prediction of its sort may have, labelled or not. */
  private long next(Prediction prediction) {
    return prediction.getActual() == null ? nextUnlabelledSequence : nextLabelledSequence;
  }

  /** How many labelled predictions were folded. */
  long labelled() {
    return labelled;
  }

  /** How many updates the learner has refused, by all predictions so far. */
  long refusedSteps() {
    return refusedSteps;
  }

  /** Whether labelled predictions were folded since {@link #markPublished()}. */
  boolean isUnpublished() {
    return published < labelled;
  }

  /** Notes that the metrics as they are now have been published. */
  void markPublished() {
    published = labelled;
  }

  /** How the learner answered each task as it learned it. */
  LearningCurves curves() {
    return curves;
  }

  /**
   * The state of everything folded.
   *
   * @param expert the curves of the learner this one is compared with
   */
  AnswersSnapshot snapshot(Optional<LearningCurves> expert) {
    Map<String, Measured> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric.name(), metric.value()));
    CURVE_METRICS.forEach(metric -> values.put(metric.name(), metric.of(curves, expert)));
    return new AnswersSnapshot(labelled + unlabelled, place, values);
  }

  static StateCodec<AnswerState> codec(FoldSettings settings) {
    return new StateCodec<>() {
      @Override
      public AnswerState initial() {
        return new AnswerState(settings);
      }

      @Override
      public void save(AnswerState state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public AnswerState load(DataInput in) throws IOException {
        AnswerState state = new AnswerState(settings);
        state.load(in);
        return state;
      }
    };
  }

  private void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(labelled);
    out.writeLong(unlabelled);
    out.writeLong(nextLabelledSequence);
    out.writeLong(nextUnlabelledSequence);
    out.writeLong(published);
    out.writeLong(refusedSteps);
    out.writeBoolean(place.isPresent());
    if (place.isPresent()) {
      SavedPlace.save(place.get(), out);
    }
    for (RunningMetric<Answer, ?> metric : metrics) {
      metric.save(out);
    }
    curves.save(out);
  }

  private void load(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of answers has unknown version " + version);
    }
    labelled = in.readLong();
    unlabelled = in.readLong();
    nextLabelledSequence = in.readLong();
    nextUnlabelledSequence = in.readLong();
    published = in.readLong();
    refusedSteps = in.readLong();
    place = in.readBoolean() ? Optional.of(SavedPlace.load(in)) : Optional.empty();
    for (RunningMetric<Answer, ?> metric : metrics) {
      metric.load(in);
    }
    curves.load(in);
  }
}
