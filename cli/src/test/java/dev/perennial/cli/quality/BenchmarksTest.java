package dev.perennial.cli.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.Learners;
import dev.perennial.learner.learning.Recipe;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchmarksTest {

  private static final String YAML =
      """
      recipes:
        base: {network: "mlp:7", memory: 20, parts: {loss: replay}}
      strategies:
        er: {learningRate: 0.2, batch: 3}
      groups:
        few: {strategies: [naive, er, joint], otherwise: no rows are replayed}
      benchmarks:
        digits:
          set: full
          data: glyphs
          scenario: classes:2
          from: base
          memories: [50, 60]
          recipe: {batch: 2, parts: {update: ring}}
          strategies: {er: {batch: 4}}
          without: {joint: it sees all}
          only: few
      """;

  @Test
  void everyLearningSystemRunsOnEveryShippedBenchmarkOrThereIsAReason() {
    assertThat(Benchmarks.shipped())
        .extracting(Benchmark::name)
        .doesNotHaveDuplicates()
        .contains("mnist-small", "fashion-500", "electricity");
    assertThat(Benchmarks.shipped())
        .allSatisfy(
            benchmark -> {
              Set<String> told = new LinkedHashSet<>(benchmark.recipes().keySet());
              told.addAll(benchmark.without().keySet());
              assertThat(told).containsExactlyInAnyOrderElementsOf(Learners.ids());
              assertThat(benchmark.without().values()).noneMatch(String::isBlank);
            });
  }

  @Test
  void aBenchmarkWithMemoriesIsOneForEach() {
    List<Benchmark> benchmarks = Benchmarks.parse(YAML);

    assertThat(benchmarks).extracting(Benchmark::name).containsExactly("digits-50", "digits-60");
    assertThat(benchmarks.get(1).learner("naive", 9).recipe().memory()).isEqualTo(60);
    assertThat(benchmarks.get(1).learner("naive", 9).recipe().seed()).isEqualTo(9);
  }

  @Test
  void theMoreSpecialKeyStands() {
    Benchmark digits = Benchmarks.parse(YAML).get(0);
    Recipe naive = digits.recipes().get("naive");
    Recipe er = digits.recipes().get("er");

    assertThat(naive.network()).isEqualTo("mlp:7");
    assertThat(naive.batch()).isEqualTo(2);
    assertThat(naive.learningRate()).isEqualTo(Recipe.DEFAULTS.learningRate());
    assertThat(er.batch()).isEqualTo(4);
    assertThat(er.learningRate()).isEqualTo(0.2);
    assertThat(er.parts().update()).isEqualTo("ring");
    assertThat(er.parts().loss()).isEqualTo("replay");
    assertThat(digits.recipes()).containsOnlyKeys("naive", "er");
    assertThat(digits.without())
        .containsEntry("joint", "it sees all")
        .containsEntry("slda", "no rows are replayed");
    assertThat(digits.holdoutCapacity()).isEqualTo(10_000);
  }

  @Test
  void refusesALearningSystemThatDoesNotExistAndAKeyThatDoesNot() {
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("joint:", "joined:")))
        .hasMessageStartingWith("digits.without must name learning systems of [auto")
        .hasMessageEndingWith(": joined");
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("scenario:", "scene:")))
        .hasMessageContaining("scene");
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("batch: 2", "bunch: 2")))
        .hasMessageContaining("bunch");
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("from: base", "from: bass")))
        .hasMessage("digits.from must be one of [base]: bass");
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("only: few", "only: many")))
        .hasMessage("digits.only must be one of [few]: many");
    assertThatThrownBy(() -> Benchmarks.parse(YAML.replace("[naive, er,", "[nave, er,")))
        .hasMessageStartingWith("groups.few must name learning systems of [auto")
        .hasMessageEndingWith(": nave");
  }
}
