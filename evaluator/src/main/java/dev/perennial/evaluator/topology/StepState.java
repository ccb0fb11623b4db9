package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.board.StepsSnapshot;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.Metrics;
import dev.perennial.evaluator.metric.Progress;
import dev.perennial.evaluator.metric.RunningMetric;
import dev.perennial.schemas.StepReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is folded of one learner's steps: those that were measured. A learner reports them in the
 * order of its versions. Owned by one thread.
 */
final class StepState {

  private static final byte VERSION = 1;

  private final List<RunningMetric<Progress, ?>> metrics = Metrics.ofSteps();
  private Optional<Place> place = Optional.empty();
  private long folded;

  /** Why a step cannot be the next; empty if it can. */
  Optional<Fault> faultOf(StepReport step) {
    return step.getVersion() > folded
        ? Optional.empty()
        : Optional.of(
            new Fault(
                "already-folded",
                "steps are folded up to version %d: %d".formatted(folded, step.getVersion())));
  }

  /** Folds a step in and answers whether it was measured; one folded before changes nothing. */
  boolean fold(StepReport step) {
    if (step.getVersion() <= folded) {
      return false;
    }
    folded = step.getVersion();
    Double before = step.getBatchLossNats();
    Double after = step.getBatchLossAfterNats();
    if (before == null || after == null) {
      return false;
    }
    List<Long> sequences = step.getSequences();
    Progress progress = new Progress(before, after, sequences.size());
    metrics.forEach(metric -> metric.add(progress));
    place =
        Optional.of(
            new Place(step.getVersion(), sequences.get(sequences.size() - 1), step.getEventTime()));
    return true;
  }

  /** The state of everything measured; empty before the first step that was. */
  Optional<StepsSnapshot> snapshot() {
    return place.map(
        of -> {
          Map<String, Measured> values = new LinkedHashMap<>();
          metrics.forEach(metric -> values.put(metric.name(), metric.value()));
          return new StepsSnapshot(of, values);
        });
  }

  static StateCodec<StepState> codec() {
    return new StateCodec<>() {
      @Override
      public StepState initial() {
        return new StepState();
      }

      @Override
      public void save(StepState state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public StepState load(DataInput in) throws IOException {
        StepState state = new StepState();
        state.load(in);
        return state;
      }
    };
  }

  private void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(folded);
    out.writeBoolean(place.isPresent());
    if (place.isPresent()) {
      SavedPlace.save(place.get(), out);
    }
    for (RunningMetric<Progress, ?> metric : metrics) {
      metric.save(out);
    }
  }

  private void load(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of steps has unknown version " + version);
    }
    folded = in.readLong();
    place = in.readBoolean() ? Optional.of(SavedPlace.load(in)) : Optional.empty();
    for (RunningMetric<Progress, ?> metric : metrics) {
      metric.load(in);
    }
  }
}
