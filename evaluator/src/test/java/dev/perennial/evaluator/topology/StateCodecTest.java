package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.schemas.Score;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StateCodecTest {

  private static final StateCodec<AnswerState> ANSWERS =
      AnswerState.codec(EvaluatorSettings.DEFAULTS.fold());
  private static final StateCodec<ScoreState> SCORES =
      ScoreState.codec(EvaluatorSettings.DEFAULTS.fold());

  @Test
  void answersContinueAsIfTheyHadNeverStopped() throws IOException {
    AnswerState whole = ANSWERS.initial();
    AnswerState parted = ANSWERS.initial();
    IntStream.range(0, 70).forEach(i -> whole.fold(Records.prediction(i, i % 3, i % 2)));
    IntStream.range(0, 30).forEach(i -> parted.fold(Records.prediction(i, i % 3, i % 2)));
    AnswerState continued = Codecs.loaded(ANSWERS, Codecs.saved(ANSWERS, parted));
    IntStream.range(20, 70).forEach(i -> continued.fold(Records.prediction(i, i % 3, i % 2)));

    assertThat(continued.snapshot(Optional.empty())).isEqualTo(whole.snapshot(Optional.empty()));
    assertThat(Codecs.saved(ANSWERS, continued)).isEqualTo(Codecs.saved(ANSWERS, whole));
  }

  @Test
  void aPredictionThatComesAgainChangesNothing() throws IOException {
    AnswerState state = ANSWERS.initial();
    state.fold(Records.prediction(0, Records.label(0), Records.label(0), 0));
    byte[] before = Codecs.saved(ANSWERS, state);
    state.fold(Records.prediction(0, Records.label(0), Records.label(0), 1));

    assertThat(Codecs.saved(ANSWERS, state)).isEqualTo(before);
  }

  @Test
  void scoresContinueInTheMiddleOfAnEvaluation() throws IOException {
    List<Score> all = Records.evaluations().stream().flatMap(List::stream).toList();
    ScoreState whole = SCORES.initial();
    all.forEach(whole::fold);
    for (int stop = 0; stop <= all.size(); stop++) {
      ScoreState parted = SCORES.initial();
      all.subList(0, stop).forEach(parted::fold);
      ScoreState continued = Codecs.loaded(SCORES, Codecs.saved(SCORES, parted));
      all.subList(stop, all.size()).forEach(continued::fold);

      assertThat(continued.snapshot()).isEqualTo(whole.snapshot());
      assertThat(Codecs.saved(SCORES, continued)).isEqualTo(Codecs.saved(SCORES, whole));
    }
  }

  @Test
  void refusesAStateOfAVersionItDoesNotKnow() {
    assertThatThrownBy(() -> Codecs.loaded(ANSWERS, new byte[] {77}))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of answers has unknown version 77");
    assertThatThrownBy(() -> Codecs.loaded(SCORES, new byte[] {77}))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of scores has unknown version 77");
  }
}
