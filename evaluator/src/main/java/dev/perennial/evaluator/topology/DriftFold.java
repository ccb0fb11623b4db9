package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.drift.DriftRule;
import dev.perennial.evaluator.drift.ErrorWatch;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Prediction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the errors of one learner a stream, and says on {@code control} where they tell that the
 * stream has changed: nothing flows back but by a command, which ingest puts at its place in the
 * log, so that a replay repeats it. Owned by the thread of its task.
 */
final class DriftFold {

  private static final Logger LOG = LoggerFactory.getLogger(DriftFold.class);

  private static final String EVERY_OTHER = "*";

  /** Who gives the commands. */
  private static final String PRINCIPAL = "evaluator";

  private final Map<String, DriftRule> rules;
  private final WriteBehindStore<ErrorWatch> store;
  private final ProcessorContext<Object, SpecificRecord> context;
  private final String sink;

  DriftFold(
      Map<String, DriftRule> rules,
      WriteBehindStore<ErrorWatch> store,
      ProcessorContext<Object, SpecificRecord> context,
      String sink) {
    this.rules = rules;
    this.store = store;
    this.context = context;
    this.sink = sink;
  }

  /** Takes a labelled prediction, the next of its learner. */
  void fold(LearnerKey learner, Prediction prediction) {
    DriftRule rule = ruleOf(learner.stream());
    if (rule == null || !rule.learner().equals(learner.learner())) {
      return;
    }
    ClassLabel predicted = prediction.getPredicted();
    boolean isRight = predicted != null && predicted.equals(prediction.getActual());
    boolean hasChanged = store.get(learner).add(rule.detector(), isRight);
    store.changed(learner);
    if (hasChanged) {
      Command command =
          new Command(
              "drift-" + prediction.getSequence(),
              learner.stream(),
              CommandKind.CHANGE,
              prediction.getEventTime(),
              null,
              Map.of(),
              PRINCIPAL,
              null);
      context.forward(
          new Record<Object, SpecificRecord>(
              learner.stream(), command, context.currentSystemTimeMs()),
          sink);
      LOG.info(
          "A stream has changed, by the errors of a learner stream={} learner={} sequence={}"
              + " detector={}",
          learner.stream(),
          learner.learner(),
          prediction.getSequence(),
          rule.detector());
    }
  }

  private @Nullable DriftRule ruleOf(String stream) {
    DriftRule own = rules.get(stream);
    return own == null ? rules.get(EVERY_OTHER) : own;
  }

  static StateCodec<ErrorWatch> codec() {
    return new StateCodec<>() {
      @Override
      public ErrorWatch initial() {
        return new ErrorWatch();
      }

      @Override
      public void save(ErrorWatch state, DataOutput out) throws IOException {
        state.save(out);
      }

      @Override
      public ErrorWatch load(DataInput in) throws IOException {
        return ErrorWatch.load(in);
      }
    };
  }
}
