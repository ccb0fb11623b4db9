package dev.perennial.cli.chaos;

import dev.perennial.learner.job.LearnerJob;
import dev.perennial.schemas.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Everything the folds of a job keep, as a checkpoint has it: parameters, moments, statistics,
 * memory, hold-out sets, counters.
 */
final class KeptState {

  private KeptState() {}

  /**
   * Reads a checkpoint with Flink's own reader.
   *
   * @param checkpoint its directory
   * @return the SHA-256 of every value, by stream, learner and name
   */
  @SuppressWarnings("try") // Flink may be interrupted where it closes what it read.
  static Map<String, String> of(Path checkpoint) {
    try {
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
      Map<String, String> values = new TreeMap<>();
      try (CloseableIterator<Tuple2<String, String>> read =
          SavepointReader.read(
                  env, checkpoint.toUri().toString(), new EmbeddedRocksDBStateBackend(true))
              .readKeyedState(OperatorIdentifier.forUid(LearnerJob.FOLD), new Values())
              .executeAndCollect()) {
        read.forEachRemaining(value -> values.put(value.f0, value.f1));
      }
      return values;
    } catch (Exception e) {
      throw new IllegalStateException("the checkpoint cannot be read: " + checkpoint, e);
    }
  }

  /** Reads the values of one fold. */
  private static final class Values
      extends KeyedStateReaderFunction<String, Tuple2<String, String>> {

    private static final long serialVersionUID = 1;

    private transient @Nullable MapState<String, byte[]> state;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getMapState(LearnerJob.foldState());
    }

    @Override
    public void readKey(String key, Context context, Collector<Tuple2<String, String>> out)
        throws Exception {
      MapState<String, byte[]> fold = Objects.requireNonNull(state);
      for (Map.Entry<String, byte[]> entry : fold.entries()) {
        out.collect(Tuple2.of(key + " " + entry.getKey(), Sha256.hex(entry.getValue())));
      }
    }
  }
}
