package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.CommandKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerOperatorTest {

  private static final int MAX_PARALLELISM = 16;
  private static final LearnerSettings ER = er("*", 10, 2, 0.1, LearnerSettings.SHARED);

  @TempDir private Path directory;
  private final List<Routed> entries = twoStreams();

  @Test
  void goesOnFromACheckpointAsIfNothingHadHappened() throws Exception {
    List<String> undisturbed = run(entries, 1, 1);

    for (int cut = 0; cut <= entries.size(); cut++) {
      try (var first = harness(1, 0)) {
        first.open();
        List<String> outcome = feed(first, entries.subList(0, cut));
        OperatorSubtaskState state = checkpoint(first);
        try (var second = harness(1, 0)) {
          second.initializeState(state);
          second.open();
          outcome.addAll(feed(second, entries.subList(cut, entries.size())));
        }
        assertThat(outcome).as("checkpoint after %d entries", cut).isEqualTo(undisturbed);
      }
    }
  }

  @Test
  void writesStateForEveryStreamNotOnlyForTheOneThatSpokeLast() throws Exception {
    // The cut stands in the middle of both streams' batches: both restore theirs.
    List<String> outcome = run(entries, 1, 1);

    // Two boundaries, a snapshot and a roll-back; and each of eight commands has its audit.
    for (String stream : List.of("digits", "letters")) {
      assertThat(outcome).filteredOn(line -> line.startsWith("MODELS " + stream)).hasSize(4);
      assertThat(outcome).filteredOn(line -> line.startsWith("AUDITS " + stream)).hasSize(8);
    }
  }

  @Test
  void givesTheSameResultsWhenItIsRescaled() throws Exception {
    assertThat(run(entries, 1, 2)).containsExactlyInAnyOrderElementsOf(run(entries, 1, 1));
    assertThat(run(entries, 2, 1)).containsExactlyInAnyOrderElementsOf(run(entries, 1, 1));
  }

  @Nested
  class WithOtherSettings {

    @Test
    void goesOnWithAnotherRate() throws Exception {
      LearnerSettings faster = er("*", 10, 2, 0.7, LearnerSettings.SHARED);

      // A snapshot says what recipe it was made with, so that alone is another.
      assertThat(continued(Map.of("er", faster)))
          .filteredOn(line -> !line.startsWith("MODELS"))
          .isEqualTo(
              run(entries, 1, 1).stream().filter(line -> !line.startsWith("MODELS")).toList());
    }

    @Test
    void refusesAStateOfAnotherShapeAndSaysWhatToDo() {
      assertThatThrownBy(
              () -> continued(Map.of("er", er("digits", 20, 2, 0.1, LearnerSettings.SHARED))))
          .isInstanceOf(StateRefusedException.class)
          .hasMessage(
              "learners.er cannot go on from its state: stream was *, is digits, recipe.memory was"
                  + " 10, is 20; set it back, or give the learner a new name and a reader of its"
                  + " own, with which it learns the log from its beginning");
    }

    @Test
    void refusesANewLearnerWhoseReaderIsPastTheBeginning() {
      assertThatThrownBy(() -> continued(Map.of("er", ER, "more", er("*", 10, 2, 0.1, "shared"))))
          .isInstanceOf(StateRefusedException.class)
          .hasMessage(
              "learners.more is new, and its reader, shared, is past the beginning of the log; give"
                  + " it one of its own (reader: more), with which it learns the log from its"
                  + " beginning");
    }

    @Test
    void takesANewLearnerWithAReaderOfItsOwn() throws Exception {
      assertThat(continued(Map.of("er", ER, "more", er("*", 10, 2, 0.1, "more"))))
          .isEqualTo(run(entries, 1, 1));
    }

    @Test
    void forgetsALearnerThatIsTakenOut() throws Exception {
      Map<String, LearnerSettings> other = Map.of("other", er("*", 10, 2, 0.1, "other"));
      OperatorSubtaskState without;
      try (var second = harness(other, 1, 0)) {
        second.initializeState(afterHalf());
        second.open();
        without = savepoint(second);
      }
      try (var third =
          harness(Map.of("other", other.get("other"), "er", er("*", 99, 2, 0.1, "er")), 1, 0)) {
        third.initializeState(without);
        third.open();

        // It begins anew, with another memory: nothing of its first life is there.
        List<String> steps =
            feed(third, entries).stream().filter(line -> line.startsWith("STEPS")).toList();
        assertThat(steps)
            .isEqualTo(
                run(entries, 1, 1).stream().filter(line -> line.startsWith("STEPS")).toList());
      }
    }

    /** What comes out when the second half is folded with other settings than the first. */
    private List<String> continued(Map<String, LearnerSettings> later) throws Exception {
      List<String> outcome = new ArrayList<>();
      try (var first = harness(1, 0)) {
        first.open();
        outcome.addAll(feed(first, entries.subList(0, entries.size() / 2)));
      }
      try (var second = harness(later, 1, 0)) {
        second.initializeState(afterHalf());
        second.open();
        outcome.addAll(feed(second, entries.subList(entries.size() / 2, entries.size())));
      }
      return outcome;
    }

    private OperatorSubtaskState afterHalf() throws Exception {
      try (var first = harness(1, 0)) {
        first.open();
        feed(first, entries.subList(0, entries.size() / 2));
        return checkpoint(first);
      }
    }
  }

  @Test
  void sendsAndEmitsPojosThatFlinkSerializesWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(Routed.class);
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(Emission.class);
  }

  @Test
  void writesNothingAgainWhenItsStateIsGone() throws Exception {
    List<Emission> all = emissions();

    for (int written = 0; written <= all.size(); written++) {
      try (var harness = harness(all.subList(0, written), false)) {
        harness.open();

        assertThat(feed(harness, entries))
            .as("%d results stand on their topics", written)
            .isEqualTo(lines(all.subList(written, all.size())));
      }
    }
  }

  @Test
  void writesNothingAgainFromAnOlderCheckpointIfToldToReread() throws Exception {
    List<Emission> all = emissions();
    int cut = entries.size() / 2;
    OperatorSubtaskState old;
    int before;
    try (var first = harness(1, 0)) {
      first.open();
      before = feed(first, entries.subList(0, cut)).size();
      old = checkpoint(first);
    }
    for (int written = before; written <= all.size(); written++) {
      try (var second = harness(all.subList(0, written), true)) {
        second.initializeState(old);
        second.open();

        assertThat(feed(second, entries.subList(cut, entries.size())))
            .as("%d results stand on their topics", written)
            .isEqualTo(lines(all.subList(written, all.size())));
      }
    }
  }

  @Test
  void remembersInItsStateThatItHasNotCaughtUpYet() throws Exception {
    List<Emission> all = emissions();
    for (int cut = 0; cut <= entries.size(); cut++) {
      OperatorSubtaskState state;
      try (var first = harness(all, false)) {
        first.open();
        feed(first, entries.subList(0, cut));
        state = checkpoint(first);
      }
      try (var second = harness(all, false)) {
        second.initializeState(state);
        second.open();

        assertThat(feed(second, entries.subList(cut, entries.size())))
            .as("checkpoint after %d entries", cut)
            .isEmpty();
      }
    }
  }

  @Test
  void writesAllAgainFromAnOlderCheckpointIfNotToldTo() throws Exception {
    List<Emission> all = emissions();
    int cut = entries.size() / 2;
    try (var first = harness(1, 0)) {
      first.open();
      int before = feed(first, entries.subList(0, cut)).size();
      OperatorSubtaskState old = checkpoint(first);
      try (var second = harness(all, false)) {
        second.initializeState(old);
        second.open();

        assertThat(feed(second, entries.subList(cut, entries.size())))
            .isEqualTo(lines(all.subList(before, all.size())));
      }
    }
  }

  @Test
  void writesWhatIsOtherThanWhatStandsThere() throws Exception {
    List<Emission> all = emissions();
    Emission first = all.get(0);
    byte[] otherwise = first.value.clone();
    otherwise[otherwise.length - 1]++;
    try (var harness =
        harness(
            List.of(new Emission(first.topic, first.stream, first.key, first.timestamp, otherwise)),
            false)) {
      harness.open();

      assertThat(feed(harness, entries)).isEqualTo(lines(all));
    }
  }

  @Test
  void holdsNothingBackWhereResultsStandNowhere() throws Exception {
    List<String> all = lines(emissions());

    try (var harness = harness(Map.of("er", ER), 1, 0, LearnerOperator.EarlierResults.NONE, true)) {
      harness.open();
      for (Routed entry : entries) {
        harness.processElement(new StreamRecord<>(entry));
      }

      // No barrier has come yet.
      assertThat(lines(harness.extractOutputValues())).isEqualTo(all);
    }
  }

  private List<Emission> emissions() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      for (Routed entry : entries) {
        harness.processElement(new StreamRecord<>(entry));
      }
      harness.getOneInputOperator().prepareSnapshotPreBarrier(0);
      return harness.extractOutputValues();
    }
  }

  private static Committed standing(List<Emission> written, Predicate<String> keys) {
    Committed committed = Committed.nothing();
    for (Emission emission : written) {
      if (keys.test(emission.key)) {
        committed.add(emission.topic, emission.key, emission.value);
      }
    }
    return committed;
  }

  /** Runs half of the entries with one parallelism, the rest with another. */
  private List<String> run(List<Routed> all, int before, int after) throws Exception {
    int half = all.size() / 2;
    List<String> outcome = new ArrayList<>();
    OperatorSubtaskState[] states = new OperatorSubtaskState[before];
    for (int task = 0; task < before; task++) {
      try (var harness = harness(before, task)) {
        harness.open();
        outcome.addAll(feed(harness, mine(harness, all.subList(0, half))));
        states[task] = checkpoint(harness);
      }
    }
    OperatorSubtaskState together = AbstractStreamOperatorTestHarness.repackageState(states);
    for (int task = 0; task < after; task++) {
      try (var harness = harness(after, task)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                together, MAX_PARALLELISM, before, after, task));
        harness.open();
        outcome.addAll(feed(harness, mine(harness, all.subList(half, all.size()))));
      }
    }
    return outcome;
  }

  private static List<Routed> mine(
      KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness,
      List<Routed> entries) {
    var info = harness.getEnvironment().getTaskInfo();
    return entries.stream()
        .filter(
            entry ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        entry.key, MAX_PARALLELISM, info.getNumberOfParallelSubtasks())
                    == info.getIndexOfThisSubtask())
        .toList();
  }

  private static List<String> feed(
      KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness,
      List<Routed> entries)
      throws Exception {
    for (Routed entry : entries) {
      harness.processElement(new StreamRecord<>(entry));
    }
    // What follows a reading of results comes with the next barrier.
    harness.getOneInputOperator().prepareSnapshotPreBarrier(0);
    List<String> lines = lines(harness.extractOutputValues());
    harness.getOutput().clear();
    return lines;
  }

  private static List<String> lines(List<Emission> emissions) {
    List<String> lines = new ArrayList<>();
    for (Emission emission : emissions) {
      lines.add(emission.topic + " " + emission.key + " " + Arrays.toString(emission.value));
    }
    return lines;
  }

  private static OperatorSubtaskState savepoint(
      KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness) throws Exception {
    harness.getOneInputOperator().prepareSnapshotPreBarrier(2);
    return harness
        .snapshotWithLocalState(2, 2, SavepointType.savepoint(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState();
  }

  private static OperatorSubtaskState checkpoint(
      KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness) throws Exception {
    harness.getOneInputOperator().prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, 1);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness(
      int parallelism, int task) throws Exception {
    return harness(Map.of("er", ER), parallelism, task, List.of(), false);
  }

  private static LearnerSettings er(
      String stream, int memory, int batch, double rate, String reader) {
    return new LearnerSettings(
            stream,
            new Recipe("er", "mlp:4", memory, batch, 0, 1, "sgd", rate, 0, 0, 1),
            ScoringSettings.AT_BOUNDARIES,
            10)
        .withReader(reader);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness(
      Map<String, LearnerSettings> learners, int parallelism, int task) throws Exception {
    return harness(learners, parallelism, task, List.of(), false);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness(
      List<Emission> written, boolean rereads) throws Exception {
    return harness(Map.of("er", ER), 1, 0, written, rereads);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness(
      Map<String, LearnerSettings> learners,
      int parallelism,
      int task,
      List<Emission> written,
      boolean rereads)
      throws Exception {
    return harness(learners, parallelism, task, keys -> standing(written, keys), rereads);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission> harness(
      Map<String, LearnerSettings> learners,
      int parallelism,
      int task,
      LearnerOperator.EarlierResults earlierResults,
      boolean rereads)
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Routed, Emission>(
            new LearnerOperator(
                learners,
                Log.REGISTRY,
                (recipe, features, placement) -> new CountingLearner(),
                directory.toUri().toString(),
                2,
                2,
                earlierResults,
                rereads),
            entry -> entry.key,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            task);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    harness.setup(
        TypeInformation.of(Emission.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private static List<Routed> twoStreams() {
    List<Routed> digits = entries(Log.KEY);
    List<Routed> letters = entries(new LearnerKey("letters", "er"));
    List<Routed> both = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      both.add(digits.get(i));
      both.add(letters.get(i));
    }
    return both;
  }

  private static List<Routed> entries(LearnerKey key) {
    return new Log(key)
        .holdOut("a", 0, 1)
        .train("a", 0, 3)
        .train("a", 1, 4)
        .train("a", 0, 5)
        .train("a", 1, 6)
        .train("a", 1, 7)
        .boundary("good")
        .command(CommandKind.SET, Map.of("batch", "3"))
        .train("a", 0, 8)
        .command(CommandKind.SNAPSHOT, Map.of())
        .train("a", 1, 9)
        .command(CommandKind.FORGET, Map.of("ids", "[\"s0\", \"s8\"]"))
        .command(CommandKind.ROLLBACK, Map.of("version", "3"))
        .command(CommandKind.PAUSE, Map.of())
        .train("a", 0, 10)
        .command(CommandKind.RESUME, Map.of())
        .train("a", 0, 11)
        .boundary("end")
        .entries();
  }
}
