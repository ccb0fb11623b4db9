package dev.perennial.ingest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.Sample;
import dev.perennial.schemas.Split;
import dev.perennial.schemas.settings.InvalidSettingsException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {

  private static final CurriculumSettings SETTINGS = CurriculumSettings.of("s", 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class:2        | scenario must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"class:2\"",
        "classes        | scenario must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"classes\"",
        "classes:2:3    | scenario must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"classes:2:3\"",
        "as-is:1        | scenario must be classes:K, permute:T, rotate:T, blurry:K:P or as-is: \"as-is:1\"",
        "classes:0      | scenario must count from 1 to 1000: \"classes:0\"",
        "permute:two    | scenario must count from 1 to 1000: \"permute:two\"",
        "rotate:1001    | scenario must count from 1 to 1000: \"rotate:1001\"",
        "blurry:2:1.1   | scenario must have a share P in [0, 1]: \"blurry:2:1.1\"",
        "blurry:2:NaN   | scenario must have a share P in [0, 1]: \"blurry:2:NaN\"",
        "blurry:2:      | scenario must have a share P in [0, 1]: \"blurry:2:\"",
      })
  void refusesWhatNamesNoScenario(String spec, String message) {
    assertThatThrownBy(() -> Scenario.parse(spec))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classes:5    | scenario classes:K must have K in [1, 4], the number of classes: 5",
        "blurry:4:0.5 | scenario blurry:K:P must have K below 4, the number of classes: 4",
      })
  void refusesMoreClassesThanThereAre(String spec, String message) {
    assertThatThrownBy(() -> arrange(spec, TinyData.images(4, 8, 4), SETTINGS))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"permute", "rotate"})
  void refusesToTransformTables(String scenario) {
    assertThatThrownBy(() -> arrange(scenario + ":2", TinyData.table(8), SETTINGS))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "scenario %s must be used with images: features are FLOAT32 of shape [1]", scenario);
  }

  /**
   * What holds for every scenario, each of which has all 40 training examples of 4 classes once a
   * task.
   */
  @Nested
  class EveryScenario {

    private final DataSet data = TinyData.images(4, 40, 8);

    @ParameterizedTest
    @CsvSource({
      "classes:2, 1",
      "classes:3, 1",
      "permute:3, 3",
      "rotate:3, 3",
      "blurry:2:0.5, 1",
      "as-is, 1"
    })
    void publishesEveryTrainingExampleOncePerPassAndTask(String spec, int tasksOfEach) {
      Curriculum curriculum = arrange(spec, data, SETTINGS.withPasses(2));
      Map<String, Long> times =
          training(curriculum).stream()
              .map(sample -> sample.getId().replaceFirst("train-(\\d+)-\\d+-(\\d+)", "$1/$2"))
              .collect(Collectors.groupingBy(id -> id, Collectors.counting()));

      assertThat(times).hasSize(2 * 40);
      assertThat(times.values()).containsOnly((long) tasksOfEach);
      assertThat(curriculum.trainingSize()).isEqualTo(2L * 40 * tasksOfEach);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:3", "rotate:3", "blurry:2:0.5", "as-is"})
    void neverUsesAnIdTwice(String spec) {
      Curriculum curriculum = arrange(spec, data, SETTINGS.withPasses(3));
      List<Sample> all = all(curriculum);

      assertThat(new HashSet<>(ids(all))).hasSize(all.size());
      assertThat((long) all.size()).isEqualTo(curriculum.holdoutSize() + curriculum.trainingSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:3", "rotate:3", "blurry:2:0.5", "as-is"})
    void lagsOneMillisecondBehindTheSampleBefore(String spec) {
      List<Sample> all = all(arrange(spec, data, SETTINGS.withPasses(2)));

      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).getEventTime()).isEqualTo(SETTINGS.start().plusMillis(i));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:3", "rotate:3", "blurry:2:0.5", "as-is"})
    void isTheSameForTheSameSeed(String spec) {
      assertThat(all(arrange(spec, data, SETTINGS))).isEqualTo(all(arrange(spec, data, SETTINGS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:3", "rotate:3", "blurry:2:0.5"})
    void isAnotherForAnotherSeed(String spec) {
      assertThat(ids(training(arrange(spec, data, CurriculumSettings.of("s", 2)))))
          .isNotEqualTo(ids(training(arrange(spec, data, SETTINGS))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:3", "rotate:3", "blurry:2:0.5"})
    void shufflesEachPassAnew(String spec) {
      List<Sample> samples = training(arrange(spec, data, SETTINGS.withPasses(2)));
      List<String> ids =
          ids(samples).stream().map(id -> id.substring("train-0-".length())).toList();

      assertThat(ids.subList(ids.size() / 2, ids.size()))
          .isNotEqualTo(ids.subList(0, ids.size() / 2))
          .containsExactlyInAnyOrderElementsOf(ids.subList(0, ids.size() / 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classes:2", "permute:2", "rotate:2", "blurry:2:0.5"})
    void takesAnEqualShareOfALimitFromEachTaskAndPass(String spec) {
      // 13 over 2 tasks and 2 passes: 3 each.
      Curriculum curriculum = arrange(spec, data, SETTINGS.withLimit(13).withPasses(2));
      List<String> tasks = training(curriculum).stream().map(Sample::getTask).toList();
      String first = curriculum.taskNames().get(0);
      String second = curriculum.taskNames().get(1);

      assertThat(curriculum.trainingSize()).isEqualTo(12);
      assertThat(tasks)
          .containsExactly(
              first, first, first, second, second, second, first, first, first, second, second,
              second);
      assertThat(curriculum.holdoutSize()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void refusesALimitBelowOneOfEach() {
      assertThatThrownBy(() -> arrange("classes:1", data, SETTINGS.withLimit(7).withPasses(2)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessage("limit must leave a sample for each of 4 tasks in each of 2 passes: 7");
    }
  }

  @Nested
  class Classes {

    @Test
    void comeInLabelOrderWithTheirOwnHoldout() {
      Curriculum curriculum = arrange("classes:2", TinyData.images(5, 50, 10), SETTINGS);

      // 5 classes by 2: the last task has one.
      assertThat(curriculum.taskNames()).containsExactly("classes-a-b", "classes-c-d", "classes-e");
      assertThat(curriculum.classNames()).containsExactly("a", "b", "c", "d", "e");
      assertThat(curriculum.trainingSplit()).isEqualTo(Split.TRAIN);
      for (Sample sample : all(curriculum)) {
        assertThat(sample.getTask()).contains(sample.getLabel());
      }
      assertThat(training(curriculum).stream().map(Sample::getTask).distinct())
          .containsExactlyElementsOf(curriculum.taskNames());
      assertThat(holdout(curriculum).stream().map(Sample::getTask))
          .containsExactly(
              "classes-a-b",
              "classes-a-b",
              "classes-a-b",
              "classes-a-b",
              "classes-c-d",
              "classes-c-d",
              "classes-c-d",
              "classes-c-d",
              "classes-e",
              "classes-e");
      assertThat(holdout(curriculum)).allMatch(sample -> sample.getSplit() == Split.HOLDOUT);
    }

    @Test
    void areNotTouched() {
      for (Sample sample : training(arrange("classes:1", TinyData.images(2, 10, 2), SETTINGS))) {
        int example = example(sample);
        assertThat(pixels(sample))
            .containsExactly(4 * example + 1, 4 * example + 2, 4 * example + 3, 4 * example + 4);
      }
    }

    @Test
    void leaveTheSplitToIngestWhereThereIsNoHoldout() {
      Curriculum curriculum = arrange("classes:1", TinyData.table(10), SETTINGS);

      assertThat(curriculum.taskNames()).containsExactly("classes-no", "classes-yes");
      assertThat(curriculum.holdoutSize()).isZero();
      assertThat(curriculum.holdout()).isEmpty();
      assertThat(curriculum.trainingSplit()).isEqualTo(Split.AUTO);
      assertThat(training(curriculum)).allMatch(sample -> sample.getSplit() == Split.AUTO);
    }
  }

  @Nested
  class PermutedImages {

    private final Curriculum curriculum = arrange("permute:8", TinyData.images(2, 12, 4), SETTINGS);

    @Test
    void areAsTheyAreInTheFirstTask() {
      assertThat(curriculum.taskNames()).startsWith("permutation-0", "permutation-1").hasSize(8);
      for (Sample sample : training(curriculum)) {
        if (sample.getTask().equals("permutation-0")) {
          assertThat(placesOf(sample)).containsExactly(0, 1, 2, 3);
        }
      }
    }

    @Test
    void haveOneOrderOfPixelsPerTaskInTrainingAndHoldout() {
      Map<String, Set<List<Integer>>> orders =
          all(curriculum).stream()
              .collect(
                  Collectors.groupingBy(
                      Sample::getTask,
                      Collectors.mapping(ScenarioTest::placesOf, Collectors.toSet())));

      assertThat(orders.values())
          .allSatisfy(
              ofTask -> {
                assertThat(ofTask).hasSize(1);
                assertThat(ofTask.iterator().next()).containsExactlyInAnyOrder(0, 1, 2, 3);
              });
      // 8 draws from 24 orders: not all alike.
      assertThat(new HashSet<>(orders.values()).size()).isGreaterThan(3);
    }
  }

  @Nested
  class RotatedImages {

    /** 1 2 / 3 4 turned clockwise by 90 degrees is 3 1 / 4 2: the places 2, 0, 3, 1. */
    @Test
    void areTurnedClockwiseByEqualSteps() {
      Curriculum curriculum = arrange("rotate:2", TinyData.images(2, 6, 2), SETTINGS);

      assertThat(curriculum.taskNames()).containsExactly("rotation-0", "rotation-1");
      for (Sample sample : all(curriculum)) {
        assertThat(placesOf(sample))
            .isEqualTo(
                sample.getTask().equals("rotation-0") ? List.of(0, 1, 2, 3) : List.of(2, 0, 3, 1));
      }
    }
  }

  @Nested
  class BlurryClasses {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void takeTheirShareFromOtherTasks(long seed) {
      Curriculum curriculum =
          arrange("blurry:2:0.3", TinyData.images(10, 1000, 50), CurriculumSettings.of("s", seed));

      // 5 tasks of 200 samples: 60 of each are another task's.
      for (String task : curriculum.taskNames()) {
        List<Sample> ofTask =
            training(curriculum).stream().filter(sample -> sample.getTask().equals(task)).toList();
        assertThat(ofTask).hasSize(200);
        assertThat(ofTask.stream().filter(sample -> !isAtHome(sample))).hasSize(60);
      }
      assertThat(holdout(curriculum)).hasSize(50).allMatch(ScenarioTest::isAtHome);
    }

    @Test
    void comeFromAllOtherTasks() {
      Map<String, Set<String>> labels =
          training(arrange("blurry:2:0.3", TinyData.images(10, 1000, 0), SETTINGS)).stream()
              .collect(
                  Collectors.groupingBy(
                      Sample::getTask, Collectors.mapping(Sample::getLabel, Collectors.toSet())));

      assertThat(labels.values()).allSatisfy(ofTask -> assertThat(ofTask).hasSize(10));
    }

    @Test
    void arePureWithoutAShareAndMixedWithAll() {
      DataSet data = TinyData.images(4, 400, 0);

      assertThat(training(arrange("blurry:2:0", data, SETTINGS))).allMatch(ScenarioTest::isAtHome);
      assertThat(training(arrange("blurry:2:1", data, SETTINGS))).noneMatch(ScenarioTest::isAtHome);
    }

    /** Classes a, b and c have 4, 3 and 3 samples: task a-b exchanges 7, task c only 3. */
    @Test
    void stayWhereNoOtherTaskHasRoom() {
      List<Sample> samples = training(arrange("blurry:2:1", TinyData.images(3, 10, 0), SETTINGS));

      assertThat(samples).hasSize(10);
      assertThat(samples.stream().filter(sample -> !isAtHome(sample))).hasSize(6);
    }
  }

  @Nested
  class AsIsData {

    @Test
    void keepsFileOrder() {
      Curriculum curriculum = arrange("as-is", TinyData.images(3, 9, 3), SETTINGS.withLimit(5));

      assertThat(curriculum.taskNames()).containsExactly("all");
      assertThat(training(curriculum).stream().map(ScenarioTest::example))
          .containsExactly(0, 1, 2, 3, 4);
      assertThat(holdout(curriculum).stream().map(ScenarioTest::example)).containsExactly(0, 1, 2);
    }

    @Test
    void keepsTheTasksOfTheDataWhereverTheyStand() {
      // Rows 0 1 are day, 2 3 night, 4 5 day, 6 7 night; 3 of each task are 0 1 4 and 2 3 6.
      Curriculum curriculum = arrange("as-is", TinyData.taskTable(8, 2), SETTINGS.withLimit(6));

      assertThat(curriculum.taskNames()).containsExactly("day", "night");
      assertThat(training(curriculum).stream().map(ScenarioTest::example))
          .containsExactly(0, 1, 2, 3, 4, 6);
      assertThat(training(curriculum).stream().map(Sample::getTask))
          .containsExactly("day", "day", "night", "night", "day", "night");
    }
  }

  @Test
  void settingsTellEveryProblemAtOnce() {
    assertThatThrownBy(() -> new CurriculumSettings(" ", 1, OptionalLong.of(0), 0, Instant.EPOCH))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContainingAll(
            "curriculum.stream must not be blank: \" \"",
            "curriculum.limit must be at least 1: 0",
            "curriculum.passes must be at least 1: 0");
  }

  @Test
  void aTurnByNothingIsTheIdentity() {
    byte[] image = new byte[3 * 5 * 4];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) i;
    }
    assertThat(View.rotated(List.of(3, 5, 4), 0).of(ByteBuffer.wrap(image)).array())
        .isEqualTo(image);
  }

  /** A 1 x 3 strip turned by 90 degrees stands upright: only its middle is still in the picture. */
  @Test
  void aTurnedImageIsBlackWhereTheOriginalEnds() {
    byte[] strip = {7, 8, 9};

    assertThat(View.rotated(List.of(1, 3), 90).of(ByteBuffer.wrap(strip)).array())
        .containsExactly(0, 8, 0);
  }

  private static Curriculum arrange(String spec, DataSet data, CurriculumSettings settings) {
    return Scenario.parse(spec).arrange(data, settings);
  }

  private static List<Sample> training(Curriculum curriculum) {
    List<Sample> samples = new ArrayList<>();
    curriculum.training().forEach(samples::add);
    return samples;
  }

  private static List<Sample> holdout(Curriculum curriculum) {
    List<Sample> samples = new ArrayList<>();
    curriculum.holdout().forEach(samples::add);
    return samples;
  }

  private static List<Sample> all(Curriculum curriculum) {
    List<Sample> samples = holdout(curriculum);
    samples.addAll(training(curriculum));
    return samples;
  }

  private static List<String> ids(List<Sample> samples) {
    return samples.stream().map(Sample::getId).toList();
  }

  private static int example(Sample sample) {
    return Integer.parseInt(sample.getId().substring(sample.getId().lastIndexOf('-') + 1));
  }

  private static boolean isAtHome(Sample sample) {
    return List.of(sample.getTask().split("-")).contains(sample.getLabel());
  }

  private static int[] pixels(Sample sample) {
    ByteBuffer data = sample.getFeatures().getData();
    return IntStream.range(0, data.remaining()).map(i -> data.get(i) & 0xff).toArray();
  }

  /** Which of its example's pixels a sample has in each place. */
  private static List<Integer> placesOf(Sample sample) {
    int first = 4 * example(sample) + 1;
    return IntStream.of(pixels(sample)).map(pixel -> pixel - first).boxed().toList();
  }
}
