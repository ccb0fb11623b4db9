package dev.perennial.evaluator.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.AccuracyMatrix;
import dev.perennial.evaluator.metric.Cell;
import dev.perennial.evaluator.metric.Evaluation;
import dev.perennial.evaluator.metric.TaskScore;
import dev.perennial.schemas.Ranked;
import dev.perennial.schemas.Ranking;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContestTest {

  /** Six samples that only one has right: p = 2 / 64, just enough for 0.95. */
  private static final String ALL = "11111111";

  private static final String FEW = "11000000";

  /** A stream under settings, and the ranking after each evaluation. */
  private static final class Stream {

    private final RankingSettings settings;
    private final Objective objective;
    private final TreeMap<String, Contender> contenders = new TreeMap<>();
    private final TreeMap<String, AccuracyMatrix> matrices = new TreeMap<>();
    private Contest contest = new Contest();

    Stream(RankingSettings settings) {
      this.settings = settings;
      this.objective = new Objective(settings, 10, 100);
    }

    static Stream with(int window, int hold, Map<String, String> champions) {
      return new Stream(new RankingSettings(Map.of(), window, .95, hold, champions));
    }

    /** The model of a place {@code number} in a period; of each task, which samples are right. */
    Optional<Ranking> evaluate(String learner, long number, int period, String... right) {
      return evaluate(learner, number, number, period, right);
    }

    Optional<Ranking> evaluate(
        String learner, long number, long place, int period, String... right) {
      Contender contender =
          contenders.computeIfAbsent(learner, name -> Contender.unknown(objective));
      AccuracyMatrix before = matrices.getOrDefault(learner, AccuracyMatrix.keeping(100));
      Place at = new Place(place * 10, place * 100, Instant.ofEpochSecond(place));
      for (int task = 0; task < right.length; task++) {
        contender.answered(task, number, at, bits(right[task]), right[task].length());
      }
      Evaluation evaluation =
          new Evaluation(
              number,
              OptionalInt.of(period),
              OptionalInt.of(period),
              IntStream.range(0, right.length)
                  .mapToObj(
                      task ->
                          new TaskScore(
                              task,
                              task <= period ? OptionalInt.of(task) : OptionalInt.empty(),
                              cell(right[task])))
                  .toList());
      Entered entered = contender.evaluated(evaluation, at, before);
      matrices.put(learner, before.with(evaluation));
      Optional<String> counted = entered == Entered.NEW ? Optional.of(learner) : Optional.empty();
      return entered == Entered.NOTHING
          ? Optional.empty()
          : contest.after(counted, "s", contenders, settings);
    }

    /** Everything as bytes and back. */
    void restart() throws IOException {
      for (Map.Entry<String, Contender> entry : contenders.entrySet()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entry.getValue().save(new DataOutputStream(bytes));
        entry.setValue(Contender.load(objective, in(bytes)));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      contest.save(new DataOutputStream(bytes));
      contest = Contest.load(in(bytes));
    }

    private static DataInputStream in(ByteArrayOutputStream bytes) {
      return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static ByteBuffer bits(String right) {
      BitSet bits = new BitSet();
      IntStream.range(0, right.length()).filter(i -> right.charAt(i) == '1').forEach(bits::set);
      return ByteBuffer.wrap(bits.toByteArray());
    }

    private static Cell cell(String right) {
      return new Cell(right.chars().filter(each -> each == '1').count(), right.length());
    }
  }

  private final Stream stream = Stream.with(5, 2, Map.of());

  @Test
  void needsTwoLearners() {
    assertThat(stream.evaluate("er", 0, 0, ALL)).isEmpty();
    assertThat(stream.evaluate("er", 1, 0, ALL)).isEmpty();
    assertThat(stream.evaluate("naive", 0, 0, FEW)).isPresent();
  }

  @Test
  void comparesEachLearnerWithTheFirst() {
    stream.evaluate("naive", 0, 0, FEW);
    Ranking ranking = stream.evaluate("er", 0, 3, 0, ALL).orElseThrow();

    assertThat(ranking.getStream()).isEqualTo("s");
    assertThat(ranking.getChampion()).isEqualTo("er");
    assertThat(ranking.getPromote()).isNull();
    assertThat(ranking.getSequence()).isEqualTo(300);
    assertThat(ranking.getEventTime()).isEqualTo(Instant.ofEpochSecond(3));
    // In the first period nothing can be forgotten: accuracy alone.
    assertThat(ranking.getLearners())
        .containsExactly(
            new Ranked("er", 1.0, null, 0L, 30L, 0L, 0L, 0L, null),
            new Ranked("naive", .25, null, 0L, 0L, 8L, 0L, 6L, McNemar.pValue(0, 6)));
  }

  @Test
  void isOfTheMeanOverTheNewestEvaluations() {
    Stream two = Stream.with(2, 2, Map.of());
    two.evaluate("naive", 0, 0, FEW);
    two.evaluate("er", 0, 0, "00000000");
    two.evaluate("er", 1, 0, "11110000");
    Ranking ranking = two.evaluate("er", 2, 0, ALL).orElseThrow();

    assertThat(ranking.getLearners().get(0).getObjective()).isEqualTo((.5 + 1) / 2);
  }

  @Test
  void takesHalfOfWhatIsForgottenAway() {
    stream.evaluate("naive", 0, 0, ALL);
    stream.evaluate("er", 0, 0, ALL);
    stream.evaluate("naive", 1, 1, FEW, ALL);
    Ranking first = stream.evaluate("er", 1, 1, "11111100", ALL).orElseThrow();

    // Average accuracy 1 and 0.625, or 1 and 0.875; forgetting 0.75 or 0.25, once.
    assertThat(first.getLearners())
        .extracting(Ranked::getLearner, Ranked::getObjective)
        .containsExactly(
            tuple("er", (1 + .875) / 2 - .5 * .25), tuple("naive", (1 + .625) / 2 - .5 * .75));
  }

  @Test
  void doesNotCountWhatIsMissingAsNothing() {
    stream.evaluate("naive", 0, 0, ALL);
    stream.evaluate("er", 0, 0, ALL);
    // One learner is in the second period already.
    Ranking ranking = stream.evaluate("naive", 1, 1, FEW, ALL).orElseThrow();

    assertThat(ranking.getLearners())
        .extracting(Ranked::getLearner, Ranked::getObjective, Ranked::getAbsence)
        .containsExactly(
            tuple("naive", (1 + .625) / 2 - .5 * .75, null),
            tuple("er", null, "forgetting: it takes a second learned task"));
  }

  @Test
  void suggestsAChallengerThatHasLedLongEnoughAndFollows() {
    stream.evaluate("er", 0, 0, FEW);
    // Better, but that may be luck: two to one.
    assertThat(stream.evaluate("naive", 0, 0, "00000001").orElseThrow().getChampion())
        .isEqualTo("er");
    assertThat(stream.evaluate("naive", 1, 0, ALL).orElseThrow().getPromote()).isNull();
    // Nothing new of the challenger.
    assertThat(stream.evaluate("er", 1, 0, FEW).orElseThrow().getPromote()).isNull();
    Ranking suggestion = stream.evaluate("naive", 2, 0, ALL).orElseThrow();
    Ranking after = stream.evaluate("er", 2, 0, FEW).orElseThrow();

    assertThat(suggestion.getChampion()).isEqualTo("er");
    assertThat(suggestion.getPromote()).isEqualTo("naive");
    assertThat(after.getChampion()).isEqualTo("naive");
    assertThat(after.getPromote()).isNull();
    assertThat(after.getLearners().get(1))
        .satisfies(
            er -> {
              assertThat(er.getLearner()).isEqualTo("er");
              assertThat(er.getWorse()).isEqualTo(6);
            });
  }

  @Test
  void countsAnewWhenTheLeadIsLost() {
    stream.evaluate("er", 0, 0, FEW);
    stream.evaluate("naive", 0, 0, "10000000");
    stream.evaluate("naive", 1, 0, ALL);
    stream.evaluate("er", 1, 0, ALL);
    stream.evaluate("er", 2, 0, FEW);

    assertThat(stream.evaluate("naive", 2, 0, ALL).orElseThrow().getPromote()).isNull();
    assertThat(stream.evaluate("naive", 3, 0, ALL).orElseThrow().getPromote()).isEqualTo("naive");
  }

  @Test
  void leavesAChampionThatIsNamedInItsPlace() {
    Stream named = Stream.with(5, 1, Map.of("s", "naive"));
    named.evaluate("naive", 0, 0, FEW);
    for (int number = 0; number < 3; number++) {
      Ranking ranking = named.evaluate("er", number, 0, ALL).orElseThrow();
      assertThat(ranking.getChampion()).isEqualTo("naive");
      assertThat(ranking.getPromote()).isEqualTo("er");
    }
  }

  @Test
  void comparesWithNobodyWhileTheChampionThatIsNamedHasNotBeenEvaluated() {
    Stream named = Stream.with(5, 1, Map.of("s", "other"));
    named.evaluate("naive", 0, 0, FEW);
    Ranking ranking = named.evaluate("er", 0, 0, ALL).orElseThrow();

    assertThat(ranking.getChampion()).isEqualTo("other");
    assertThat(ranking.getPromote()).isNull();
    assertThat(ranking.getLearners()).extracting(Ranked::getCompared).containsExactly(0L, 0L);
  }

  @Test
  void doesNotTakeThePastForTheNewest() {
    stream.evaluate("naive", 0, 0, 0, FEW);
    stream.evaluate("er", 0, 1, 0, ALL);
    stream.evaluate("er", 1, 5, 1, ALL, ALL);
    // A model that was kept is scored later: evaluation 2, but of an older place.
    Ranking ranking = stream.evaluate("er", 2, 2, 0, "00000000").orElseThrow();

    assertThat(ranking.getLearners().get(0))
        .satisfies(
            er -> {
              assertThat(er.getLearner()).isEqualTo("er");
              assertThat(er.getEvaluation()).isEqualTo(1);
              assertThat(er.getVersion()).isEqualTo(50);
            });
    assertThat(ranking.getLearners().get(1).getWorse()).isEqualTo(6);
  }

  @Test
  void suggestsNobodyForThePastOfItsModel() {
    Stream held =
        new Stream(
            new RankingSettings(Map.of("average-accuracy", 1.0), 1, .95, 2, Map.of("s", "naive")));
    held.evaluate("naive", 0, 0, 0, FEW);
    assertThat(held.evaluate("er", 0, 5, 1, ALL, ALL).orElseThrow().getPromote()).isNull();
    assertThat(held.evaluate("er", 1, 2, 0, FEW).orElseThrow().getPromote()).isNull();
    assertThat(held.evaluate("er", 2, 9, 1, ALL, ALL).orElseThrow().getPromote()).isEqualTo("er");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void endsTheSameInWhateverOrderEvaluationsCome(long seed) throws IOException {
    Random random = new Random(seed);
    List<Object[]> evaluations = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      for (String learner : List.of("a", "b", "c")) {
        String[] right = new String[number < 6 ? 1 : 2];
        for (int task = 0; task < right.length; task++) {
          right[task] = Long.toBinaryString(256 + random.nextInt(256)).substring(1);
        }
        evaluations.add(new Object[] {learner, number, number < 6 ? 0 : 1, right});
      }
    }
    Ranking inOrder = last(evaluations, false);
    // The first of each learner first: without it the others would have to wait for it.
    Collections.shuffle(evaluations.subList(3, evaluations.size()), random);

    assertThat(last(evaluations, false)).isEqualTo(inOrder);
    assertThat(last(evaluations, true)).isEqualTo(inOrder);
  }

  private static Ranking last(List<Object[]> evaluations, boolean isRestarted) throws IOException {
    // Who leads for how long depends on what is known when; so a champion is named.
    Stream stream = Stream.with(5, 1_000, Map.of("s", "a"));
    Optional<Ranking> last = Optional.empty();
    for (Object[] each : evaluations) {
      Optional<Ranking> ranking =
          stream.evaluate((String) each[0], (int) each[1], (int) each[2], (String[]) each[3]);
      last = ranking.isPresent() ? ranking : last;
      if (isRestarted) {
        stream.restart();
      }
    }
    return last.orElseThrow();
  }

  @Test
  void goesOnAsIfItHadNeverStopped() throws IOException {
    Stream whole = Stream.with(3, 3, Map.of());
    Stream parted = Stream.with(3, 3, Map.of());
    Random random = new Random(1);
    for (int number = 0; number < 30; number++) {
      for (String learner : List.of("a", "b", "c")) {
        String right = Long.toBinaryString(256 + random.nextInt(256)).substring(1);
        int period = number / 15;
        String[] answers = period == 0 ? new String[] {right} : new String[] {right, ALL};
        assertThat(parted.evaluate(learner, number, period, answers))
            .isEqualTo(whole.evaluate(learner, number, period, answers));
        parted.restart();
      }
    }
  }

  @Test
  void beginsAnewWithAnotherObjective() throws IOException {
    Contender before = Contender.unknown(new Objective(RankingSettings.DEFAULTS, 10, 100));
    Place place = new Place(1, 1, Instant.EPOCH);
    Evaluation evaluation =
        new Evaluation(
            0,
            OptionalInt.of(0),
            OptionalInt.of(0),
            List.of(new TaskScore(0, OptionalInt.of(0), new Cell(3, 4))));
    before.evaluated(evaluation, place, AccuracyMatrix.keeping(100));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    before.save(new DataOutputStream(bytes));
    Objective other =
        new Objective(
            new RankingSettings(Map.of("min-accuracy", 1.0), 5, .95, 3, Map.of()), 10, 100);
    Contender after = Contender.load(other, Stream.in(bytes));

    assertThat(before.newest()).isPresent();
    assertThat(after.newest()).isEmpty();
  }

  @Test
  void keepsSamplesOfTheTasksScoredLastOnly() {
    Contender one = Contender.unknown(new Objective(RankingSettings.DEFAULTS, 10, 100));
    Contender other = Contender.unknown(new Objective(RankingSettings.DEFAULTS, 10, 100));
    for (int task = 0; task < Contender.MOST_TASKS + 7; task++) {
      Place place = new Place(task, task, Instant.EPOCH);
      one.answered(task, task, place, Stream.bits(ALL), 8);
      other.answered(task, task, place, Stream.bits(FEW), 8);
    }

    assertThat(one.against(other))
        .isEqualTo(new Tally(8L * Contender.MOST_TASKS, 6L * Contender.MOST_TASKS, 0));
  }

  @Test
  void refusesStatesOfVersionsItDoesNotKnow() {
    byte[] unknown = {77};
    assertThatThrownBy(() -> Contest.load(new DataInputStream(new ByteArrayInputStream(unknown))))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of contests has unknown version 77");
    Objective objective = new Objective(RankingSettings.DEFAULTS, 10, 100);
    assertThatThrownBy(
            () -> Contender.load(objective, new DataInputStream(new ByteArrayInputStream(unknown))))
        .isInstanceOf(IOException.class)
        .hasMessage("the state of contenders has unknown version 77");
  }
}
