package dev.perennial.ingest.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.ingest.synthetic.Agrawal.Person;
import dev.perennial.schemas.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each generator's concepts say, by hand from the papers. */
class ConceptsTest {

  @ParameterizedTest
  @CsvSource({
    // x1 + x2 is 8: at most 8, 9 and 9.5, but not 7.
    "3, 5, 1, 1, 0, 1",
    "3, 6.5, 0, 0, 0, 1",
    "3, 6, 0, 1, 0, 1",
    "1, 2, 1, 1, 1, 1",
  })
  void seaComparesASumWithEachThreshold(
      float first, float second, int one, int two, int three, int four) {
    assertThat(Sea.label(first, second, 0)).isEqualTo(one);
    assertThat(Sea.label(first, second, 1)).isEqualTo(two);
    assertThat(Sea.label(first, second, 2)).isEqualTo(three);
    assertThat(Sea.label(first, second, 3)).isEqualTo(four);
  }

  @Test
  void aHyperplanePartsTheCubeThroughItsMiddle() {
    // 1 * .6 + 2 * .5 = 1.6 is at least (1 + 2) / 2; 1 * .6 + 2 * .4 = 1.4 is not.
    assertThat(Hyperplane.label(new float[] {.6f, .5f}, new double[] {1, 2})).isEqualTo(1);
    assertThat(Hyperplane.label(new float[] {.6f, .4f}, new double[] {1, 2})).isZero();
  }

  @Test
  void aHyperplaneThatMovesTakesItsBoundaryAlong() {
    // Ten steps of 1 each, turned around now and then: the plane is another one by then.
    Hyperplane still = new Hyperplane(1, 0);
    Hyperplane moving = new Hyperplane(1, 1);
    int different = 0;
    for (int i = 0; i < 500; i++) {
      int label = still.draw(CounterRandom.of(2, "example", i), 0, new float[10]);
      int moved = moving.draw(CounterRandom.of(2, "example", i), 0, new float[10]);
      different += label == moved ? 0 : 1;
    }
    assertThat(different).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    // Size, color, shape; small and red; green or circular; medium or large.
    "0, 0, 0, true, false, false",
    "0, 1, 0, false, true, false",
    "1, 0, 1, false, true, true",
    "2, 2, 2, false, false, true",
  })
  void staggerAsksForSizeColorAndShape(
      int size, int color, int shape, boolean first, boolean second, boolean third) {
    assertThat(Stagger.holds(size, color, shape, 0)).isEqualTo(first);
    assertThat(Stagger.holds(size, color, shape, 1)).isEqualTo(second);
    assertThat(Stagger.holds(size, color, shape, 2)).isEqualTo(third);
  }

  @Test
  void staggerSpreadsEachAttributeOverThreeFeatures() {
    float[] features = new float[9];
    new Stagger().draw(CounterRandom.of(1, "example", 1), 0, features);

    for (int first = 0; first < 9; first += 3) {
      assertThat(features[first] + features[first + 1] + features[first + 2]).isEqualTo(1);
    }
  }

  @Nested
  class OfAgrawal {

    private Person person(double salary, double commission, int age, int education, double loan) {
      return new Person(salary, commission, age, education, 1, 0, 450_000, 30, loan);
    }

    @ParameterizedTest
    @CsvSource({"39, true", "40, false", "59, false", "60, true"})
    void functionOneAsksForAge(int age, boolean isInGroupA) {
      assertThat(Agrawal.isInGroupA(person(50_000, 0, age, 0, 0), 0)).isEqualTo(isInGroupA);
    }

    @ParameterizedTest
    @CsvSource({
      "30, 50000, true",
      "30, 49999, false",
      "45, 100000, true",
      "45, 74999, false",
      "70, 75000, true",
      "70, 75001, false",
    })
    void functionTwoAsksForTheSalaryOfAnAge(int age, double salary, boolean isInGroupA) {
      assertThat(Agrawal.isInGroupA(person(salary, 0, age, 0, 0), 1)).isEqualTo(isInGroupA);
    }

    @ParameterizedTest
    @CsvSource({
      "30, 1, true",
      "30, 2, false",
      "45, 0, false",
      "45, 3, true",
      "70, 1, false",
      "70, 4, true",
    })
    void functionThreeAsksForTheEducationOfAnAge(int age, int education, boolean isInGroupA) {
      assertThat(Agrawal.isInGroupA(person(50_000, 0, age, education, 0), 2)).isEqualTo(isInGroupA);
    }

    @ParameterizedTest
    @CsvSource({
      // Young: with level 0 or 1 from 25,000 to 75,000, otherwise from 50,000 to 100,000.
      "30, 0, 25000, true", "30, 2, 25000, false", "30, 2, 100000, true",
      // Middle: with level 1 to 3 from 50,000 to 100,000, otherwise from 75,000 to 125,000.
      "45, 2, 60000, true", "45, 4, 60000, false", "45, 4, 125000, true",
      // Old: with level 2 to 4 from 50,000 to 100,000, otherwise from 25,000 to 75,000.
      "70, 3, 90000, true", "70, 1, 90000, false", "70, 1, 30000, true",
    })
    void functionFourAsksForSalaryByAgeAndEducation(
        int age, int education, double salary, boolean isInGroupA) {
      assertThat(Agrawal.isInGroupA(person(salary, 0, age, education, 0), 3)).isEqualTo(isInGroupA);
    }

    @ParameterizedTest
    @CsvSource({
      "30, 60000, 150000, true", "30, 60000, 350000, false", "30, 30000, 350000, true",
      "45, 80000, 300000, true", "45, 60000, 250000, false", "45, 60000, 450000, true",
      "70, 50000, 450000, true", "70, 90000, 450000, false", "70, 90000, 100000, true",
    })
    void functionFiveAsksForTheLoanByAgeAndSalary(
        int age, double salary, double loan, boolean isInGroupA) {
      assertThat(Agrawal.isInGroupA(person(salary, 0, age, 0, loan), 4)).isEqualTo(isInGroupA);
    }

    @Test
    void functionSixAddsTheCommission() {
      // At 30 from 50,000 to 100,000: 40,000 alone is not, with 20,000 it is.
      assertThat(Agrawal.isInGroupA(person(40_000, 0, 30, 0, 0), 5)).isFalse();
      assertThat(Agrawal.isInGroupA(person(40_000, 20_000, 30, 0, 0), 5)).isTrue();
    }

    @Test
    void functionsSevenToTenAskForWhatIsLeft() {
      // Two thirds of 60,000 are 40,000. Seven: less 20,000 and a fifth of 100,000 nothing is left,
      // of 99,990 two are. Eight: less 20,000 and 4 * 5,000 nothing, and 3 * 5,000 leave 5,000.
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 0, 100_000), 6)).isFalse();
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 0, 99_990), 6)).isTrue();
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 4, 0), 7)).isFalse();
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 3, 0), 7)).isTrue();
      // Nine: 40,000 - 4 * 5,000 - 50,000 / 5 - 10,000 = 0; with level 3 it is 5,000.
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 4, 50_000), 8)).isFalse();
      assertThat(Agrawal.isInGroupA(person(60_000, 0, 30, 3, 50_000), 8)).isTrue();
      // Ten: 14,000 - 20,000 - 10,000 is below 0, but a house of 450,000 owned for 30 years is
      // worth 450,000 * 10 / 10 more, of which a fifth is 90,000.
      assertThat(Agrawal.isInGroupA(person(21_000, 0, 30, 4, 0), 9)).isTrue();
      Person tenant = new Person(21_000, 0, 30, 4, 1, 0, 450_000, 19, 0);
      assertThat(Agrawal.isInGroupA(tenant, 9)).isFalse();
    }
  }

  @Nested
  class OfLed {

    @Test
    void lightsTheSegmentsOfADigit() {
      Led display = new Led(0);
      for (int i = 0; i < 100; i++) {
        float[] features = new float[24];
        if (display.draw(CounterRandom.of(1, "example", i), 0, features) == 1) {
          // A one is the two segments on the right.
          assertThat(features).startsWith(0, 0, 1, 0, 0, 1, 0);
        }
      }
    }

    @Test
    void movesAsManySegmentsAsTheConceptsNumber() {
      assertThat(Led.place(0, 0)).isZero();
      assertThat(Led.place(1, 2)).isEqualTo(8);
      assertThat(Led.place(8, 2)).isEqualTo(1);
      assertThat(Led.place(2, 2)).isEqualTo(2);
      assertThat(Led.place(9, 2)).isEqualTo(9);
      assertThat(Led.place(23, 7)).isEqualTo(23);
    }

    @Test
    void keepsTheDigitReadableWhereItsSegmentsHaveMoved() {
      Led display = new Led(0);
      for (int i = 0; i < 100; i++) {
        float[] features = new float[24];
        if (display.draw(CounterRandom.of(1, "example", i), 7, features) == 1) {
          float[] segments = Arrays.copyOfRange(features, 7, 14);
          assertThat(segments).containsExactly(0, 0, 1, 0, 0, 1, 0);
        }
      }
    }
  }

  @Test
  void radialBasisFunctionsLieElsewhereUnderAnotherConcept() {
    RandomRbf rbf = new RandomRbf(1, 0);
    double[] mean = new double[2];
    for (int i = 0; i < 2_000; i++) {
      for (int concept = 0; concept < 2; concept++) {
        float[] features = new float[10];
        rbf.draw(CounterRandom.of(2, "example", i), concept, features);
        mean[concept] += features[0] / 2_000;
      }
    }

    // The error of a mean of 2,000 with a deviation of about .3 is .007.
    assertThat(Math.abs(mean[0] - mean[1])).isGreaterThan(0.03);
  }
}
