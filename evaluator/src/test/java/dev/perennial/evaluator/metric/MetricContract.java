package dev.perennial.evaluator.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every running metric must do; a new one extends this and passes. */
abstract class MetricContract<T, M extends RunningMetric<T, M>> {

  private static final double ROUNDING = 1e-12;

  /** A metric with nothing folded. */
  abstract M zero();

  /** Some items, at least one, the same for the same seed. */
  abstract List<T> items(Random random);

  /** The least value that the metric's javadoc allows. */
  abstract double least();

  /** The greatest value that the metric's javadoc allows. */
  abstract double most();

  private M folded(List<T> items) {
    M metric = zero();
    items.forEach(metric::add);
    return metric;
  }

  private static void assertSame(Measured actual, Measured expected) {
    assertThat(actual.n()).isEqualTo(expected.n());
    assertThat(actual.absence()).isEqualTo(expected.absence());
    if (expected.value().isPresent()) {
      assertThat(actual.value().getAsDouble())
          .isCloseTo(expected.value().getAsDouble(), within(ROUNDING));
    }
  }

  @Test
  void isAbsentWithAReasonBeforeTheFirstItem() {
    assertThat(zero().value().value()).isEmpty();
    assertThat(zero().value().absence()).hasValueSatisfying(why -> assertThat(why).isNotBlank());
    assertThat(zero().value().n()).isZero();
  }

  @Test
  void isNamedInKebabCase() {
    assertThat(zero().name()).matches("[a-z]+(-[a-z0-9]+)*");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void staysInItsRangeAfterEveryItem(long seed) {
    M metric = zero();
    for (T item : items(new Random(seed))) {
      metric.add(item);
      metric
          .value()
          .value()
          .ifPresent(value -> assertThat(value).isBetween(least() - ROUNDING, most() + ROUNDING));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void hasTheSameValueHoweverTheItemsAreParted(long seed) {
    Random random = new Random(seed);
    List<T> items = items(random);
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0, items.size()));
    for (int i = 0; i < 4; i++) {
      cuts.add(random.nextInt(items.size() + 1));
    }
    M parts = zero();
    for (int from : cuts.headSet(items.size())) {
      parts.append(folded(items.subList(from, cuts.higher(from))));
    }

    assertSame(parts.value(), folded(items).value());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void appendsAssociatively(long seed) {
    Random random = new Random(seed);
    List<List<T>> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(items(random));
    }
    M leftFirst = folded(three.get(0));
    leftFirst.append(folded(three.get(1)));
    leftFirst.append(folded(three.get(2)));
    M right = folded(three.get(1));
    right.append(folded(three.get(2)));
    M rightFirst = folded(three.get(0));
    rightFirst.append(right);

    assertSame(leftFirst.value(), rightFirst.value());
  }

  @Test
  void zeroAppendedOrAppendedToChangesNothing() {
    List<T> items = items(new Random(7));
    M before = zero();
    before.append(folded(items));
    M after = folded(items);
    after.append(zero());

    assertSame(before.value(), folded(items).value());
    assertSame(after.value(), folded(items).value());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void continuesFromItsSavedStateAsIfItHadNeverStopped(long seed) throws IOException {
    List<T> items = items(new Random(seed));
    int stop = items.size() / 2;
    byte[] saved = saved(folded(items.subList(0, stop)));
    M continued = zero();
    // What a metric held before it loads must not show.
    continued.add(items.get(0));
    continued.load(new DataInputStream(new ByteArrayInputStream(saved)));
    assertThat(saved(continued)).isEqualTo(saved);
    items.subList(stop, items.size()).forEach(continued::add);

    assertThat(continued.value()).isEqualTo(folded(items).value());
    assertThat(saved(continued)).isEqualTo(saved(folded(items)));
  }

  @Test
  void refusesAStateOfAVersionItDoesNotKnow() throws IOException {
    byte[] saved = saved(zero());
    saved[0] = 99;

    Assertions.assertThatThrownBy(
            () -> zero().load(new DataInputStream(new ByteArrayInputStream(saved))))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of " + zero().name() + " has version 99; this code reads 1");
  }

  private static byte[] saved(RunningMetric<?, ?> metric) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    metric.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
