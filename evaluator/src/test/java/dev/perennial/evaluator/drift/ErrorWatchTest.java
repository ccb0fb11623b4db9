package dev.perennial.evaluator.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorWatchTest {

  @ParameterizedTest
  @ValueSource(strings = {"adwin", "page-hinkley", "ddm", "kswin", "hddm-a:0.01"})
  void saysTheSameHoweverOftenItIsSaved(String setting) throws IOException {
    List<Integer> whole = new ArrayList<>();
    List<Integer> saved = new ArrayList<>();
    ErrorWatch watch = new ErrorWatch();
    ErrorWatch restored = new ErrorWatch();
    for (int i = 0; i < 6_000; i++) {
      // One wrong answer in ten, and one in two from the 2,000th to the 4,000th.
      boolean isRight = i % (i / 2_000 == 1 ? 2 : 10) != 0;
      if (watch.add(setting, isRight)) {
        whole.add(i);
      }
      if (restored.add(setting, isRight)) {
        saved.add(i);
      }
      if (i % 17 == 0) {
        restored = copied(restored);
      }
    }

    assertThat(whole).isNotEmpty();
    assertThat(whole.get(0)).isBetween(2_000, 3_000);
    assertThat(saved).isEqualTo(whole);
  }

  @Test
  void saysNothingForAWhileAfterAChange() {
    ErrorWatch watch = new ErrorWatch();
    List<Integer> said = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      if (watch.add("page-hinkley:0.01,1", i / 100 % 2 == 0)) {
        said.add(i);
      }
    }

    assertThat(said).hasSizeGreaterThan(5);
    for (int i = 1; i < said.size(); i++) {
      assertThat(said.get(i) - said.get(i - 1)).isGreaterThan(ErrorWatch.QUIET);
    }
  }

  @Test
  void beginsAnewWithAnotherDetector() throws IOException {
    ErrorWatch watch = new ErrorWatch();
    for (int i = 0; i < 1_000; i++) {
      watch.add("adwin", true);
    }
    ErrorWatch other = copied(watch);

    // What it has seen would make these errors a change; the new detector knows nothing of it.
    for (int i = 0; i < 200; i++) {
      assertThat(other.add("ddm", false)).isFalse();
    }
  }

  @Test
  void refusesAStateOfAnotherVersion() {
    assertThatThrownBy(
            () ->
                ErrorWatch.load(
                    new DataInputStream(new ByteArrayInputStream(new byte[] {7, 0, 0}))))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of a drift detector has unknown version 7");
  }

  private static ErrorWatch copied(ErrorWatch watch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    watch.save(new DataOutputStream(bytes));
    return ErrorWatch.load(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
