package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutletTest {

  private static final String DIGITS = "digits/er";
  private static final String LETTERS = "letters/er";

  private final List<Emission> written = new ArrayList<>();
  private final Committed committed = Committed.nothing();

  @Test
  void holdsBackWhatIsNewUntilItIsOpened() {
    Outlet outlet = Outlet.behind(committed, written::add);
    Emission one = prediction(DIGITS, 1);
    Emission two = prediction(DIGITS, 2);
    outlet.accept(one);
    outlet.accept(two);
    assertThat(written).isEmpty();

    outlet.open();
    assertThat(written).containsExactly(one, two);

    Emission three = prediction(DIGITS, 3);
    outlet.accept(three);
    outlet.open();
    assertThat(written).containsExactly(one, two, three);
  }

  @Test
  void leavesOutWhatStandsAndIsThenNoLongerBehind() {
    stands(prediction(DIGITS, 1));
    stands(prediction(DIGITS, 2));
    Outlet outlet = Outlet.behind(committed, written::add);
    outlet.open();

    outlet.accept(prediction(DIGITS, 1));
    assertThat(outlet.isBehind()).isTrue();
    outlet.accept(prediction(DIGITS, 2));

    assertThat(outlet.isBehind()).isFalse();
    assertThat(written).isEmpty();
  }

  @Test
  void forgetsWhatStandsBeforeItsPlaceWithTheFirstThatIsNew() {
    // The state is past 1 and 2: they never come again.
    stands(prediction(DIGITS, 1));
    stands(prediction(DIGITS, 2));
    stands(prediction(LETTERS, 1));
    Outlet outlet = Outlet.behind(committed, written::add);
    outlet.open();
    Emission three = prediction(DIGITS, 3);

    outlet.accept(three);

    assertThat(written).containsExactly(three);
    assertThat(committed.size()).as("of the other fold").isEqualTo(1);
    outlet.accept(prediction(LETTERS, 1));
    assertThat(outlet.isBehind()).isFalse();
  }

  @Test
  void keepsTheTopicsOfAFoldApart() {
    stands(prediction(DIGITS, 1));
    Outlet outlet = Outlet.behind(committed, written::add);
    outlet.open();
    Emission step = new Emission(Topic.STEPS, "s", DIGITS, 0, new byte[] {1});

    outlet.accept(step);
    outlet.accept(prediction(DIGITS, 1));

    assertThat(written).containsExactly(step);
  }

  @Test
  void letsOutEverythingWhereNothingStands() {
    Outlet outlet = Outlet.open(written::add);
    Emission one = prediction(DIGITS, 1);

    outlet.accept(one);

    assertThat(written).containsExactly(one);
    assertThat(outlet.isBehind()).isFalse();
  }

  private void stands(Emission emission) {
    committed.add(emission.topic, emission.key, emission.value);
  }

  private static Emission prediction(String key, int value) {
    return new Emission(Topic.PREDICTIONS, "s", key, 0, new byte[] {(byte) value});
  }
}
