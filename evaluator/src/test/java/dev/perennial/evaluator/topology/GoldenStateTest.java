package dev.perennial.evaluator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluator.EvaluatorSettings;
import dev.perennial.evaluator.alert.AlertRules;
import dev.perennial.evaluator.alert.Watches;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.evaluator.ranking.Contender;
import dev.perennial.evaluator.ranking.Contest;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.golden.Golden;
import dev.perennial.schemas.settings.SettingsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
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
  private static final StateCodec<Contender> CONTENDERS = RankingFold.contenderCodec(SETTINGS);
  private static final StateCodec<Contest> CONTESTS = RankingFold.contestCodec();
  private static final AlertRules RULES =
      AlertRules.of(
          SettingsFile.parse(
                  """
                  evaluator:
                    alerts:
                      forgets: {metric: forgetting, above: 0.2, clear: 0.1}
                      drops: {metric: kappa, drop: 0.5, window: 3, after: 2}
                  """,
                  name -> null)
              .section("evaluator", EvaluatorSettings.class, EvaluatorSettings.DEFAULTS)
              .alerts());
  private static final StateCodec<Watches> WATCHES = AlertFold.codec(RULES);
  private static final LearnerKey LEARNER = new LearnerKey("s", "er");

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
      Contest contest = CONTESTS.initial();
      SortedMap<String, Contender> contenders = new TreeMap<>();
      for (String name : List.of("er", "naive")) {
        Contender contender = CONTENDERS.initial();
        rank(contest, contenders, name, contender);
        content.put("contender-" + name, Codecs.saved(CONTENDERS, contender));
      }
      content.put("contest", Codecs.saved(CONTESTS, contest));
      content.put("contest/says", Golden.bytes(ranked(contest, contenders)));
      Watches watches = WATCHES.initial();
      Place place = new Place(1, 2, Instant.ofEpochSecond(3));
      watches.metric(LEARNER, "forgetting", Measured.of(.5, 10), place);
      watches.metric(LEARNER, "kappa", Measured.of(.9, 10), place);
      content.put("watches", Codecs.saved(WATCHES, watches));
      content.put("watches/says", Golden.bytes(watches.snapshot(LEARNER).toString()));
      Golden.write(NAME, content);
    }
  }

  /** Two evaluations that have entered, and one that waits for the one before. */
  private static void rank(
      Contest contest, SortedMap<String, Contender> contenders, String name, Contender contender) {
    contenders.put(name, contender);
    AccuracyMatrix matrix = AccuracyMatrix.keeping(SETTINGS.keptTasks());
    for (int number : new int[] {0, 1, 3}) {
      Place place = new Place(number * 10L, number * 100L, Instant.ofEpochSecond(number));
      byte bits = (byte) (name.equals("er") ? 1 : 0xfe);
      contender.answered(0, number, place, ByteBuffer.wrap(new byte[] {bits}), 8);
      Evaluation evaluation =
          new Evaluation(
              number,
              OptionalInt.of(0),
              OptionalInt.of(0),
              List.of(
                  new TaskScore(0, OptionalInt.of(0), new Cell(Integer.bitCount(bits & 0xff), 8))));
      contender.evaluated(evaluation, place, matrix);
      contest.after(Optional.of(name), "s", contenders, SETTINGS.ranking());
      matrix = matrix.with(evaluation);
    }
  }

  private static String ranked(Contest contest, SortedMap<String, Contender> contenders) {
    return contest
        .after(Optional.of("er"), "s", contenders, SETTINGS.ranking())
        .orElseThrow()
        .toString();
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
    SortedMap<String, Contender> contenders = new TreeMap<>();
    for (String name : List.of("er", "naive")) {
      String file = "contender-" + name;
      Contender contender = Codecs.loaded(CONTENDERS, golden.getOrDefault(file, new byte[0]));
      contenders.put(name, contender);
      again.put(file, Codecs.saved(CONTENDERS, contender));
    }
    Contest contest = Codecs.loaded(CONTESTS, golden.getOrDefault("contest", new byte[0]));
    again.put("contest", Codecs.saved(CONTESTS, contest));
    assertThat(ranked(contest, contenders)).isEqualTo(Golden.text(golden, "contest/says"));
    Watches watches = Codecs.loaded(WATCHES, golden.getOrDefault("watches", new byte[0]));
    again.put("watches", Codecs.saved(WATCHES, watches));
    assertThat(watches.snapshot(LEARNER)).hasToString(Golden.text(golden, "watches/says"));
    Golden.requireSame(version, again, golden);
  }
}
