package dev.perennial.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutSplitTest {

  // Computed by the definition in the javadoc with Python's unlimited integers.
  @ParameterizedTest
  @CsvSource({
    "'', 0.93676944839044",
    "a, 0.5102945176565711",
    "train-00001, 0.3947669174061853",
    "größe, 0.348377584089246"
  })
  void placesAnIdWhereEveryOtherImplementationDoes(String id, double place) {
    assertThat(HoldoutSplit.place(id)).isEqualTo(place);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0", "0.1, 0", "0.1, 7000000", "0.5, 0"})
  void holdsOutTheShareOfIdsThatCountUp(double share, int from) {
    HoldoutSplit split = new HoldoutSplit(share);
    int ids = 100_000;
    long heldOut =
        IntStream.range(from, from + ids).filter(i -> split.holdsOut("sample-" + i)).count();

    // Five standard deviations of a binomial: fails once in 1.7 million fair hashes.
    double tolerance = 5 * Math.sqrt(share * (1 - share) / ids);
    assertThat(heldOut / (double) ids).isCloseTo(share, within(tolerance));
  }

  @Test
  void keepsWhatASmallerShareHoldsOut() {
    HoldoutSplit small = new HoldoutSplit(0.1);
    HoldoutSplit large = new HoldoutSplit(0.2);

    assertThat(IntStream.range(0, 10_000).mapToObj(i -> "id-" + i).filter(small::holdsOut))
        .isNotEmpty()
        .allMatch(large::holdsOut);
  }

  @Test
  void holdsOutNothingOrEverythingAtTheEnds() {
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> "id-" + i))
        .noneMatch(new HoldoutSplit(0)::holdsOut)
        .allMatch(new HoldoutSplit(1)::holdsOut);
  }
}
