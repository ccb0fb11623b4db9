package dev.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.Learners;
import dev.perennial.learner.classifier.Classifiers;
import dev.perennial.learner.gradient.GradientRules;
import dev.perennial.learner.loss.Losses;
import dev.perennial.learner.penalty.Penalties;
import dev.perennial.learner.weights.WeightRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that lists what a recipe may name leaves nothing out. */
class StrategiesPageTest {

  static Stream<String> names() {
    return Stream.of(
            Learners.ids(),
            Losses.ALL.forms(),
            Penalties.ALL.forms(),
            GradientRules.ALL.forms(),
            WeightRules.ALL.forms(),
            Classifiers.ALL.forms())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("names")
  void names(String name) throws IOException {
    Path page = Path.of("").toAbsolutePath().resolveSibling("docs").resolve("strategies.md");

    assertThat(Files.readString(page)).contains("`" + name + "`");
  }
}
