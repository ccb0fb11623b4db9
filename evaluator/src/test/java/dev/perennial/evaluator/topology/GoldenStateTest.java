package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.schemas.Score;
import dev.perennial.schemas.golden.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state of answers, scores and steps as each version wrote it, and what it says. */
class GoldenStateTest {

  private static final String NAME = "evaluator";
  private static final FoldSettings SETTINGS =
      new FoldSettings(100, 20, .999, 3, 100, new FoldLimits(10, 10, 10, 10));
  private static final StateCodec<AnswerState> ANSWERS = AnswerState.codec(SETTINGS);
  private static final StateCodec<ScoreState> SCORES = ScoreState.codec(SETTINGS);
  private static final StateCodec<StepState> STEPS = StepState.codec();

  static List<String> versions() {
    return Golden.versions();
  }

  @BeforeAll
  static void write() throws IOException {
    if (Golden.isWriting(Golden.current())) {
      AnswerState answers = ANSWERS.initial();
      IntStream.range(0, 130).forEach(i -> answers.fold(Records.prediction(i, i % 3, i % 2)));
      answers.markPublished();
      ScoreState scores = SCORES.initial();
      // In the middle of the last evaluation.
      List<Score> all = Records.evaluations().stream().flatMap(List::stream).toList();
      all.subList(0, all.size() - 1).forEach(scores::fold);
      Map<String, byte[]> content = new TreeMap<>();
      StepState steps = STEPS.initial();
      for (int version = 1; version <= 7; version++) {
        steps.fold(Records.step(version, version % 2 == 0 ? 2.0 : null, 1.0 / version));
      }
      content.put("steps", Codecs.saved(STEPS, steps));
      content.put("steps/says", Golden.bytes(steps.snapshot().toString()));
      content.put("answers", Codecs.saved(ANSWERS, answers));
      content.put("answers/says", Golden.bytes(answers.snapshot(Optional.empty()).toString()));
      content.put("scores", Codecs.saved(SCORES, scores));
      content.put("scores/says", Golden.bytes(scores.snapshot().toString()));
      Golden.write(NAME, content);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void isReadAsItWasMeant(String version) throws IOException {
    Map<String, byte[]> golden = Golden.read(version, NAME);
    AnswerState answers = Codecs.loaded(ANSWERS, golden.getOrDefault("answers", new byte[0]));
    ScoreState scores = Codecs.loaded(SCORES, golden.getOrDefault("scores", new byte[0]));
    StepState steps = Codecs.loaded(STEPS, golden.getOrDefault("steps", new byte[0]));

    assertThat(steps.snapshot()).hasToString(Golden.text(golden, "steps/says"));
    assertThat(answers.snapshot(Optional.empty())).hasToString(Golden.text(golden, "answers/says"));
    assertThat(scores.snapshot()).hasToString(Golden.text(golden, "scores/says"));
    Map<String, byte[]> again = new TreeMap<>(golden);
    again.put("answers", Codecs.saved(ANSWERS, answers));
    again.put("steps", Codecs.saved(STEPS, steps));
    again.put("scores", Codecs.saved(SCORES, scores));
    Golden.requireSame(version, again, golden);
  }
}
