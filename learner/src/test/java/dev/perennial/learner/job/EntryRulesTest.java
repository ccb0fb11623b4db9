package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason there is, with the sentence, and whether the log goes on behind the entry. */
class EntryRulesTest {

  private static final String LONG = "n".repeat(1_025);

  private final EntryRules rules =
      new EntryRules(Log.KEY, new EntryLimits(3, 2, 8, 1 << 20, 1 << 20, 0, 2));

  private static Example.Builder example() {
    return Example.newBuilder()
        .setId("id")
        .setRole(Role.TRAINING)
        .setTask(new Task(0, "a"))
        .setLabel(new ClassLabel(0, "zero"))
        .setFeatures(Tensors.uint8(List.of(4), new byte[4]));
  }

  private static Experience entry(long sequence, Object body) {
    return new Experience("digits", sequence, Instant.EPOCH, body);
  }

  private static Tensor tensor(List<Integer> shape, int bytes) {
    return new Tensor(shape, ElementType.UINT8, ByteBuffer.allocate(bytes));
  }

  private static Tensor notANumber() {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, Float.NaN);
    return new Tensor(List.of(1), ElementType.FLOAT32, data);
  }

  private record Case(String reason, String detail, Experience entry) {
    @Override
    public String toString() {
      return reason + ": " + detail;
    }
  }

  private static Case of(String reason, String detail, Example.Builder example) {
    return new Case(reason, detail, entry(10, example.build()));
  }

  /** What ingest never writes: its place stays free for the entry that belongs there. */
  static Stream<Case> forged() {
    return Stream.of(
        new Case(
            "key-differs",
            "an entry's key must be its stream letters: digits",
            new Experience("letters", 10L, Instant.EPOCH, example().build())),
        new Case(
            "negative-sequence", "a sequence must be at least 0: -7", entry(-7, example().build())),
        new Case(
            "already-folded",
            "the log of digits/er is folded up to sequence 9: 9",
            entry(9, example().build())),
        new Case(
            "sequence-gap",
            "the log of digits/er is folded up to sequence 9, the next may leave out at most 2: 13",
            entry(13, example().build())),
        new Case(
            "sequence-gap",
            "the log of digits/er is folded up to sequence 9, the next may leave out at most 2: "
                + Long.MAX_VALUE,
            entry(Long.MAX_VALUE, example().build())),
        new Case(
            "empty-id",
            "id must not be empty",
            entry(
                10,
                new Command(
                    "",
                    "digits",
                    CommandKind.BOUNDARY,
                    Instant.EPOCH,
                    null,
                    Map.of(),
                    null,
                    null))),
        of("empty-id", "id must not be empty", example().setId("")),
        of("long-id", "id must have at most 1024 characters: 1025", example().setId(LONG)),
        of("empty-task", "task must not be empty", example().setTask(new Task(0, ""))),
        of(
            "long-task",
            "task must have at most 1024 characters: 1025",
            example().setTask(new Task(0, LONG))),
        of(
            "negative-index",
            "the index of a task must be at least 0: -1",
            example().setTask(new Task(-1, "a"))),
        of("no-label", "TRAINING needs a label: id", example().setLabel(null)),
        of("no-label", "HOLDOUT needs a label: id", example().setRole(Role.HOLDOUT).setLabel(null)),
        of("no-label", "LATE needs a label: id", example().setRole(Role.LATE).setLabel(null)),
        of("no-arrival", "LATE needs the place of its arrival: id", example().setRole(Role.LATE)),
        of(
            "wrong-arrival",
            "arrival must be in [0, 10): 10",
            example().setRole(Role.LATE).setArrival(10L)),
        of("wrong-arrival", "arrival must be in [0, 10): -1", example().setArrival(-1L)),
        of(
            "unexpected-label",
            "UNLABELLED must have no label: zero",
            example().setRole(Role.UNLABELLED)),
        of(
            "long-label",
            "label must have at most 1024 characters: 1025",
            example().setLabel(new ClassLabel(0, LONG))),
        of(
            "negative-index",
            "the index of a label must be at least 0: -2147483648",
            example().setLabel(new ClassLabel(Integer.MIN_VALUE, "zero"))),
        of(
            "too-many-dimensions",
            "a shape must have at most 8 dimensions: 9",
            example().setFeatures(tensor(Collections.nCopies(9, 1), 1))),
        of(
            "wrong-shape",
            "every length of a shape must be at least 1: [-4]",
            example().setFeatures(tensor(List.of(-4), 4))),
        of(
            "wrong-length",
            "shape [4] of UINT8 needs 4 bytes: 5",
            example().setFeatures(tensor(List.of(4), 5))),
        of(
            "not-finite",
            "every feature must be finite: element 0 is NaN",
            example().setFeatures(notANumber())),
        of(
            "shape-differs",
            "the stream's features are Features[shape=[4], elementType=UINT8]:"
                + " Features[shape=[2, 2], elementType=UINT8]",
            example().setFeatures(tensor(List.of(2, 2), 4))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forged")
  void leaveThePlaceOfWhatIngestNeverWrites(Case refused) {
    FoldState state = new FoldState();
    state.sequence = 9;
    state.features = new Features(List.of(4), ElementType.UINT8);

    assertThat(rules.brokenBy(refused.entry, state))
        .contains(new EntryRules.Refusal(refused.reason, refused.detail, false));
  }

  static Stream<Case> excessive() {
    return Stream.of(
        of(
            "too-many-classes",
            "a class's index must be at most 2: 2147483647",
            example().setLabel(new ClassLabel(Integer.MAX_VALUE, "z"))),
        of(
            "too-many-tasks",
            "a task's index must be at most 1: 2",
            example().setTask(new Task(2, "c"))),
        of(
            "large-row",
            "the bytes of a row must be at most 8: 9",
            example().setFeatures(tensor(List.of(9), 9))),
        new Case(
            "large-command",
            "the characters of a command must be at most 1048576: 1048577",
            entry(
                10,
                new Command(
                    "c",
                    "digits",
                    CommandKind.FORGET,
                    Instant.EPOCH,
                    null,
                    Map.of("ids", "x".repeat(1_048_570)),
                    "alic",
                    null))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("excessive")
  void letTheLogGoOnBehindWhatIsMoreThanThisLearnerTakes(Case refused) {
    FoldState state = new FoldState();
    state.sequence = 9;

    assertThat(rules.brokenBy(refused.entry, state))
        .contains(new EntryRules.Refusal(refused.reason, refused.detail, true));
  }

  @Test
  void allowAsManyMissingEntriesAsTheyAreTold() {
    FoldState state = new FoldState();
    state.sequence = 9;

    assertThat(rules.brokenBy(entry(12, example().build()), state)).isEmpty();
    assertThat(rules.brokenBy(entry(10, example().build()), state)).isEmpty();
  }

  @Test
  void refuseALogThatBeginsInTheMiddleUnlessToldOtherwise() {
    EntryRules whole = new EntryRules(Log.KEY, EntryLimits.DEFAULTS);

    assertThat(whole.brokenBy(entry(0, example().build()), new FoldState())).isEmpty();
    assertThat(whole.brokenBy(entry(5, example().build()), new FoldState()))
        .map(EntryRules.Refusal::reason)
        .contains("sequence-gap");
  }
}
