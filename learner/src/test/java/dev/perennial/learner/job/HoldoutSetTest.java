package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.Task;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldoutSetTest {

  private static final Features FEATURES = new Features(List.of(2), ElementType.UINT8);
  private static final Task TASK = new Task(0, "a");
  private static final int ROWS = 100;

  private final Map<String, byte[]> kept = new TreeMap<>();

  @Test
  void keepsTheSameBytesWheneverTheyWereSaved() {
    save(filled(ROWS), kept);

    for (int every : new int[] {1, 7, 31, 32, 33, 99}) {
      Map<String, byte[]> other = new TreeMap<>();
      HoldoutSet set = new HoldoutSet(TASK, FEATURES, ROWS);
      for (int row = 0; row < ROWS; row++) {
        add(set, row);
        if (row % every == 0) {
          save(set, other);
        }
      }
      save(set, other);

      assertThat(other).as("saved every %d rows", every).containsExactlyEntriesOf(kept);
    }
  }

  @Test
  void goesOnAfterARestoreAsIfThereHadBeenNone() {
    save(filled(ROWS), kept);

    for (int cut = 0; cut <= ROWS; cut++) {
      Map<String, byte[]> other = new TreeMap<>();
      save(filled(cut), other);
      HoldoutSet restored = new HoldoutSet(TASK, FEATURES, ROWS);
      restored.restore(StateStore.of(other));
      for (int row = cut; row < ROWS; row++) {
        add(restored, row);
      }
      save(restored, other);

      assertThat(other).as("restored after %d rows", cut).containsExactlyEntriesOf(kept);
    }
  }

  @Test
  void aSetThatForgotIsAsOneThatNeverHadTheOthers() {
    Map<String, byte[]> without = new TreeMap<>();
    HoldoutSet never = new HoldoutSet(TASK, FEATURES, ROWS);
    for (int row = 0; row < ROWS; row++) {
      if (row % 3 != 1) {
        add(never, row);
      }
    }
    never.remember(new Answers(1, never.rows(), new BitSet()), 0);
    never.forget(origin -> origin.id() == 0);
    add(never, 7);
    save(never, without);

    HoldoutSet set = filled(ROWS);
    set.remember(new Answers(1, ROWS, new BitSet()), 0);
    save(set, kept);
    assertThat(set.forget(Forgetting.ofClass(1))).isEqualTo(33);
    assertThat(set.rows()).isEqualTo(67);
    assertThat(set.isScoredBy(1)).isFalse();
    assertThat(set.forget(origin -> origin.id() == 0)).isEqualTo(1);
    assertThat(set.forget(origin -> origin.id() == 0)).isZero();
    add(set, 7);
    assertThat(set.sizeBytes()).isEqualTo(never.sizeBytes());
    save(set, kept);

    assertThat(kept).containsExactlyEntriesOf(without);
  }

  @Test
  void aSetThatGaveWayAndForgotTakesNoMoreAndIsRestoredSo() {
    HoldoutSet set = filled(ROWS);
    set.giveWay();
    set.forget(Forgetting.ofClass(0));
    int left = set.rows();
    add(set, 7);
    assertThat(set.rows()).isEqualTo(left);
    save(set, kept);

    HoldoutSet restored = new HoldoutSet(TASK, FEATURES, ROWS);
    restored.restore(StateStore.of(kept));
    add(restored, 7);
    assertThat(restored.rows()).isEqualTo(left);
    assertThat(restored.sizeBytes()).isEqualTo(set.sizeBytes());
  }

  @Test
  void aSetThatIsNoMoreLeavesNothingBehind() {
    HoldoutSet set = filled(ROWS);
    set.remember(new Answers(1, ROWS, new BitSet()), 0);
    save(set, kept);
    set.forget(origin -> true);
    set.remove(StateStore.of(kept));

    assertThat(kept).isEmpty();
  }

  @Test
  void writesNothingWhereNothingIsNew() {
    HoldoutSet set = filled(ROWS);
    save(set, kept);
    kept.clear();

    save(set, kept);

    assertThat(kept).isEmpty();
  }

  @Test
  void writesOnlyTheEntryThatARowCameTo() {
    HoldoutSet set = filled(ROWS - 1);
    save(set, kept);
    kept.clear();
    add(set, ROWS - 1);

    save(set, kept);

    // Row 99 stands in the fourth entry of 32; the other value is how many entries there are.
    assertThat(kept.keySet()).containsExactly("3", "entries");
  }

  @Test
  void comparesEachVersionWithTheOneScoredBeforeIt() {
    HoldoutSet set = filled(3);

    assertThat(set.remember(answers(1, 0, 1), 0)).isEmpty();
    assertThat(set.remember(answers(5, 1, 2), 1)).hasValue(new Answers.Flips(1, 3));
    assertThat(set.remember(answers(9), 2)).hasValue(new Answers.Flips(2, 3));
  }

  @Test
  void comparesAVersionThatIsScoredAgainWithTheOlderOneStill() {
    HoldoutSet set = filled(3);
    set.remember(answers(1, 0, 1), 0);
    set.remember(answers(5, 1, 2), 1);
    add(set, 3);

    assertThat(set.remember(new Answers(5, 4, rows(1, 2, 3)), 2)).hasValue(new Answers.Flips(1, 3));
  }

  @Test
  void goesOnComparingAfterARestore() {
    HoldoutSet set = filled(3);
    set.remember(answers(1, 0, 1), 0);
    set.remember(answers(5, 1, 2), 4);
    save(set, kept);
    HoldoutSet restored = new HoldoutSet(TASK, FEATURES, ROWS);
    restored.restore(StateStore.of(kept));

    assertThat(restored.evaluation()).isEqualTo(4);
    assertThat(restored.isScoredBy(5)).isTrue();
    assertThat(restored.remember(answers(5, 1, 2), 5)).hasValue(new Answers.Flips(1, 3));
    assertThat(restored.remember(answers(6), 6)).hasValue(new Answers.Flips(2, 3));
  }

  @Test
  void writesAnswersOnlyWhereOthersCame() {
    HoldoutSet set = filled(ROWS);
    save(set, kept);
    kept.clear();
    set.remember(answers(1, 0), 0);
    save(set, kept);
    // The format, the evaluation, the version, how many rows, and a bit each.
    assertThat(kept).containsOnlyKeys("scored");
    assertThat(kept.get("scored")).hasSize(1 + 8 + 8 + 4 + 1);
    kept.clear();

    save(set, kept);

    assertThat(kept).isEmpty();
  }

  @Test
  void staysAtTheFirstHalfOfItsSamplesOnceItGaveWay() {
    HoldoutSet set = filled(70);
    set.remember(new Answers(1, 70, rows(0, 34, 35)), 0);
    save(set, kept);

    set.giveWay();
    add(set, 70);
    save(set, kept);

    // Rows of two bytes: 35 of them. The second entry of 32 lost most of its rows, the third all.
    assertThat(set.rows()).isEqualTo(35);
    assertThat(set.sizeBytes()).isEqualTo(70);
    Map<String, byte[]> entries = new TreeMap<>(kept);
    entries.keySet().removeAll(List.of("entries", "scored"));
    Map<String, byte[]> fresh = new TreeMap<>();
    save(filled(35), fresh);
    fresh.remove("entries");
    assertThat(entries).containsExactlyEntriesOf(fresh);
    assertThat(set.remember(new Answers(2, 35, rows(0)), 1)).hasValue(new Answers.Flips(1, 35));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 499, 500, 501, 999, 1_000, 1_001, 1_500})
  void givesWayTheSameWheneverItIsSaved(int rows) {
    HoldoutSet never = large(rows);
    never.giveWay();
    save(never, kept);
    HoldoutSet before = large(rows);
    Map<String, byte[]> other = new TreeMap<>();
    save(before, other);
    before.giveWay();
    save(before, other);
    HoldoutSet restored = new HoldoutSet(TASK, FEATURES, 10_000);
    restored.restore(StateStore.of(other));
    add(restored, 0);

    assertThat(other).containsExactlyEntriesOf(kept);
    assertThat(restored.rows()).isEqualTo(Math.max(1, rows / 2));
    assertThat(restored.sizeBytes()).isEqualTo(never.sizeBytes());
    assertThat(never.sizeBytes()).isEqualTo(2L * Math.max(1, rows / 2));
  }

  private static HoldoutSet large(int rows) {
    HoldoutSet set = new HoldoutSet(TASK, FEATURES, 10_000);
    for (int row = 0; row < rows; row++) {
      add(set, row);
    }
    return set;
  }

  @Test
  void takesLittleRoomForFewRows() {
    // Rows of two bytes: room for 32, then twice as many, at last chunks of 500.
    assertThat(filled(0).sizeBytes()).isZero();
    assertThat(filled(1).sizeBytes()).isEqualTo(64);
    assertThat(filled(32).sizeBytes()).isEqualTo(64);
    assertThat(filled(33).sizeBytes()).isEqualTo(128);
    HoldoutSet large = new HoldoutSet(TASK, FEATURES, 10_000);
    for (int row = 0; row < 501; row++) {
      add(large, row);
    }
    assertThat(large.sizeBytes()).isEqualTo(2_000);
  }

  private static Answers answers(long version, int... right) {
    return new Answers(version, 3, rows(right));
  }

  private static BitSet rows(int... right) {
    BitSet bits = new BitSet();
    for (int row : right) {
      bits.set(row);
    }
    return bits;
  }

  private static HoldoutSet filled(int rows) {
    HoldoutSet set = new HoldoutSet(TASK, FEATURES, ROWS);
    for (int row = 0; row < rows; row++) {
      add(set, row);
    }
    return set;
  }

  private static void add(HoldoutSet set, int row) {
    set.add(
        ByteBuffer.wrap(new byte[] {(byte) row, (byte) (row * 7)}), new Origin(row, row % 3, 0));
  }

  private static void save(HoldoutSet set, Map<String, byte[]> to) {
    set.save(StateStore.of(to));
  }
}
