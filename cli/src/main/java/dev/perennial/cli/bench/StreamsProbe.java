package dev.perennial.cli.bench;

import dev.perennial.cli.cluster.ProcessFigures;
import dev.perennial.learner.job.Emission;
import dev.perennial.schemas.Sha256;
import dev.perennial.schemas.topic.Topic;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the folds, on their thread, and notes when what was learned and what the process
 * held then: after the first prediction, after those of the first batches, and at the end. Digests
 * all that comes out.
 */
final class StreamsProbe extends RichMapFunction<Emission, Emission> {

  private static final long serialVersionUID = 1;
  private static final String NOTES = "streams-probe";

  private final long first;

  private transient @Nullable MessageDigest digest;
  private final ListAccumulator<Note> notes = new ListAccumulator<>();
  private long predictions;

  /**
   * What was noted.
   *
   * @param nanos of a clock that is the same for all
   * @param residentBytes of this process
   * @param sha256 of all results, at the end; empty before
   */
  record Note(long nanos, long residentBytes, String sha256) implements Serializable {}

  /**
   * A probe.
   *
   * @param first predictions that the first batches make
   */
  StreamsProbe(long first) {
    this.first = first;
  }

  /** The three notes, in their order. */
  static List<Note> notes(JobExecutionResult result) {
    return result.getAccumulatorResult(NOTES);
  }

  @Override
  public void open(OpenContext context) {
    digest = Sha256.digest();
    getRuntimeContext().addAccumulator(NOTES, notes);
  }

  @Override
  public Emission map(Emission emission) {
    MessageDigest all = Objects.requireNonNull(digest);
    all.update(emission.topic.topicName().getBytes(StandardCharsets.UTF_8));
    all.update(emission.key.getBytes(StandardCharsets.UTF_8));
    all.update(emission.value);
    if (emission.topic == Topic.PREDICTIONS) {
      predictions++;
      if (predictions == 1 || predictions == first) {
        note("");
      }
    }
    return emission;
  }

  private void note(String sha256) {
    long resident = ProcessFigures.residentBytes(ProcessHandle.current().pid());
    notes.add(new Note(System.nanoTime(), resident, sha256));
  }

  @Override
  public void close() {
    if (digest != null) {
      note(HexFormat.of().formatHex(digest.digest()));
      digest = null;
    }
  }
}
