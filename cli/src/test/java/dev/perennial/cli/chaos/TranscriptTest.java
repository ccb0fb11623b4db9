package dev.perennial.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.cli.pipeline.Received;
import dev.perennial.learner.snapshot.SnapshotRoot;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.ModelManifest;
import dev.perennial.schemas.Reject;
import dev.perennial.schemas.StepReport;
import dev.perennial.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private final Transcript calm = new Transcript(new SnapshotRoot("file:/calm"));
  private final Transcript struck = new Transcript(new SnapshotRoot("file:/struck"));

  @Test
  void findsNothingBetweenEqualRuns() {
    for (Transcript run : List.of(calm, struck)) {
      add(run, Topic.STEPS, step(1, 0.5));
      add(run, Topic.STEPS, step(2, 0.4));
    }
    assertThat(calm.against(struck)).isEqualTo(new Transcript.Difference(2, 0, 0, 0, List.of()));
  }

  @Test
  void findsWhatIsLost() {
    add(calm, Topic.STEPS, step(1, 0.5));
    add(calm, Topic.STEPS, step(2, 0.4));
    add(struck, Topic.STEPS, step(1, 0.5));

    assertThat(calm.against(struck))
        .isEqualTo(new Transcript.Difference(2, 1, 0, 0, List.of("steps, lost: s/l version=2")));
  }

  @Test
  void findsWhatIsThereTwice() {
    add(calm, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(1, 0.5));

    assertThat(calm.against(struck).duplicated()).isEqualTo(1);
  }

  @Test
  void findsWhatTheUndisturbedRunNeverSaid() {
    add(calm, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(2, 0.4));

    assertThat(calm.against(struck).duplicated()).isEqualTo(1);
  }

  @Test
  void findsARejectThatOnlyTheStruckRunHas() {
    add(struck, Topic.REJECTS, reject(1));

    assertThat(calm.against(struck).duplicated()).isEqualTo(1);
  }

  @Test
  void tellsRejectsOfTheSameKindApart() {
    add(calm, Topic.REJECTS, reject(1));
    add(calm, Topic.REJECTS, reject(2));
    add(struck, Topic.REJECTS, reject(2));

    assertThat(calm.against(struck).lost()).isEqualTo(1);
  }

  @Test
  void countsWhatTheUndisturbedRunHasTwiceAsLostIfItIsThereOnce() {
    add(calm, Topic.STEPS, step(1, 0.5));
    add(calm, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(1, 0.5));

    assertThat(calm.against(struck).lost()).isEqualTo(1);
  }

  @Test
  void readsTheSnapshotsFile(@TempDir Path directory) throws Exception {
    SnapshotRoot root = new SnapshotRoot(directory.toUri().toString());
    Transcript kept = new Transcript(root);
    Transcript damaged = new Transcript(root);
    Path whole = Files.writeString(directory.resolve("whole"), "weights");
    Path torn = Files.writeString(directory.resolve("torn"), "weig");
    add(kept, Topic.MODELS, model(whole.toUri().toString(), "a"));
    add(damaged, Topic.MODELS, model(torn.toUri().toString(), "a"));

    assertThat(kept.against(damaged).differing()).isEqualTo(1);
  }

  @Test
  void opensNoFileThatAManifestNamesOutsideOfTheSnapshots() {
    assertThatThrownBy(() -> add(calm, Topic.MODELS, model("file:/etc/passwd", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a snapshot must lie below file:/calm: file:/etc/passwd");
  }

  @Test
  void findsAnotherContentUnderTheSameName() {
    add(calm, Topic.STEPS, step(1, 0.5));
    add(struck, Topic.STEPS, step(1, Math.nextUp(0.5)));

    assertThat(calm.against(struck))
        .isEqualTo(new Transcript.Difference(1, 0, 0, 1, List.of("steps, differs: s/l version=1")));
  }

  @Test
  void takesNoNoticeOfWhereSomethingLies() {
    add(calm, Topic.MODELS, model("file:/calm/1", "a"));
    add(struck, Topic.MODELS, model("file:/struck/1", "a"));
    add(calm, Topic.EXPERIENCES, boundary(99));
    add(struck, Topic.EXPERIENCES, boundary(103));

    assertThat(calm.against(struck).differing()).isZero();
    assertThat(calm.against(struck).lost()).isZero();
  }

  @Test
  void findsAnotherModel() {
    add(calm, Topic.MODELS, model("file:/calm/1", "a"));
    add(struck, Topic.MODELS, model("file:/struck/1", "b"));

    assertThat(calm.against(struck).differing()).isEqualTo(1);
  }

  @Test
  void letsAMetricBeSaidAgainButNotEndOtherwise() {
    add(calm, Topic.METRICS, metric(100, 0.5));
    add(struck, Topic.METRICS, metric(100, 0.5));
    add(struck, Topic.METRICS, metric(100, 0.5));
    assertThat(calm.against(struck).duplicated()).isZero();
    assertThat(calm.against(struck).differing()).isZero();

    add(calm, Topic.METRICS, metric(200, 0.6));
    assertThat(calm.against(struck).examples()).containsExactly("ends otherwise: s/l kappa null");
  }

  private static void add(Transcript run, Topic topic, SpecificRecord record) {
    run.add(topic, new Received<>(0, 0, Optional.of("s/l"), Optional.of(record), Optional.empty()));
  }

  private static StepReport step(long version, double loss) {
    return new StepReport(
        "s",
        "l",
        version,
        TIME,
        List.of(version),
        loss,
        0,
        0,
        0.05,
        null,
        null,
        List.of(),
        List.of());
  }

  private static ModelManifest model(String uri, String sha256) {
    return new ModelManifest("s", "l", 1L, 1L, TIME, uri, sha256, 1L, null, null, "end");
  }

  private static Reject reject(int value) {
    return new Reject(
        "samples", 0, 5L, TIME, null, ByteBuffer.wrap(new byte[] {(byte) value}), "not-avro", "no");
  }

  private static Experience boundary(long afterOffset) {
    return new Experience(
        "s",
        5L,
        TIME,
        new Command("end", "s", CommandKind.BOUNDARY, TIME, afterOffset, Map.of(), null, null));
  }

  private static Metric metric(long n, double value) {
    return new Metric("s", "l", "kappa", null, value, null, n, 1L, 1L, TIME, null);
  }
}
