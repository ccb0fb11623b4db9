package dev.perennial.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.NativeResource;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.schemas.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskedInputsTest {

  private static final Features PAIRS = new Features(List.of(2), ElementType.UINT8);
  private static final int MOST_COLLECTIONS = 50;

  private final NDManager manager = NDManager.newBaseManager();
  private final AskedInputs device = new AskedInputs(OtherDevices.unseen(manager), PAIRS);

  @AfterEach
  void free() {
    manager.close();
  }

  @Test
  void rowsThatComeAgainAsTheyWereStayOnTheDevice() {
    Inputs inputs = inputs(1, 2, 3, 4);
    NDArray first = device.of(inputs);
    NDArray second = device.of(inputs);
    NDArray third = device.of(inputs);

    assertThat(second).isNotSameAs(first).isSameAs(third);
    assertThat(second.toByteArray()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void eachOfManyStays() {
    Inputs one = inputs(1, 2);
    Inputs other = inputs(3, 4);
    device.of(one);
    device.of(other);
    NDArray keptOne = device.of(one);
    NDArray keptOther = device.of(other);

    assertThat(device.of(one)).isSameAs(keptOne);
    assertThat(device.of(other)).isSameAs(keptOther);
    assertThat(keptOne.toByteArray()).containsExactly(1, 2);
    assertThat(keptOther.toByteArray()).containsExactly(3, 4);
  }

  @Test
  void rowsThatChangedAreSeenAsTheyAreAndTheirPlaceIsGivenBack() {
    Inputs inputs = inputs(1, 2);
    device.of(inputs);
    NDArray kept = device.of(inputs);
    inputs.clear();
    inputs.add(ByteBuffer.wrap(new byte[] {5, 6}));

    NDArray fresh = device.of(inputs);

    assertThat(fresh.toByteArray()).containsExactly(5, 6);
    assertThat(isFree(kept)).isTrue();
    assertThat(device.of(inputs).toByteArray()).containsExactly(5, 6);
  }

  @Test
  void whatIsGoneGivesItsPlaceBack() {
    NDArray kept = keptOfInputsThatNobodyHolds();
    Inputs others = inputs(3, 4);
    for (int i = 0; i < MOST_COLLECTIONS && !isFree(kept); i++) {
      System.gc();
      device.of(others);
    }

    assertThat(isFree(kept)).isTrue();
  }

  @Test
  void onTheHostProgramsSeeTheRowsThemselves() {
    AskedInputs host = new AskedInputs(Residence.host(manager), PAIRS);
    Inputs inputs = inputs(1, 2);

    assertThat(host.of(inputs)).isSameAs(host.of(inputs)).isSameAs(host.of(inputs));
  }

  private NDArray keptOfInputsThatNobodyHolds() {
    Inputs inputs = inputs(1, 2);
    device.of(inputs);
    return device.of(inputs);
  }

  private static boolean isFree(NDArray array) {
    return ((NativeResource<?>) array).isReleased();
  }

  private static Inputs inputs(int... elements) {
    Inputs inputs = new Inputs(PAIRS, elements.length / 2);
    for (int i = 0; i < elements.length; i += 2) {
      inputs.add(ByteBuffer.wrap(new byte[] {(byte) elements[i], (byte) elements[i + 1]}));
    }
    return inputs;
  }
}
