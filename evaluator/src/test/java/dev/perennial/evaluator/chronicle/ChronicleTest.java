package dev.perennial.evaluator.chronicle;

import static dev.perennial.evaluator.chronicle.ChronicleRecords.alert;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.metric;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.ofTask;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.ranking;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.score;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.snapshot;
import static dev.perennial.evaluator.chronicle.ChronicleRecords.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.chronicle.History.Seen;
import dev.perennial.schemas.AlertState;
import dev.perennial.schemas.Held;
import dev.perennial.schemas.Metric;
import dev.perennial.schemas.Score;
import dev.perennial.schemas.ScoreReason;
import dev.perennial.schemas.StepReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChronicleTest {

  private static final LearnerKey ER = new LearnerKey("digits", "er");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Chronicle chronicle = new Chronicle();

  private History whole() {
    return chronicle.since(ER, Seen.NOTHING);
  }

  private List<Mark> marks() {
    return whole().marks();
  }

  private static Points points(History history, String name) {
    return history.curves().stream()
        .filter(curve -> curve.subject().name().equals(name))
        .map(Curve::points)
        .findFirst()
        .orElseThrow();
  }

  private static String texts(List<Mark> marks, Mark.Kind kind) {
    return marks.stream()
        .filter(mark -> mark.kind() == kind)
        .map(mark -> mark.sequence() + " " + mark.text())
        .toList()
        .toString();
  }

  @Nested
  class Curves {

    @Test
    void haveAPointForEachValueAndNoneWhereThereIsNone() {
      chronicle.add(metric(ER, "forgetting", 10, null));
      chronicle.add(metric(ER, "forgetting", 20, .5));

      assertThat(points(whole(), "forgetting").size()).isEqualTo(1);
      assertThat(points(whole(), "forgetting").x(0)).isEqualTo(20);
      assertThat(points(whole(), "forgetting").y(0)).isEqualTo(.5);
    }

    @Test
    void areOneForEachTask() {
      chronicle.add(ofTask(ER, 0, 99, .9));
      chronicle.add(ofTask(ER, 1, 99, .1));

      assertThat(whole().curves())
          .extracting(Curve::subject)
          .containsExactly(
              new Subject("task-accuracy", OptionalInt.of(0)),
              new Subject("task-accuracy", OptionalInt.of(1)));
      assertThat(whole().curves().get(1).taskName()).isEqualTo(Optional.of("task-1"));
      assertThat(chronicle.standing(ER, NOON).metrics()).isEmpty();
    }

    @Test
    void showWhatStepsSayAtTheirLastExample() {
      chronicle.add(step(ER, 9, .75), NOON);

      assertThat(points(whole(), "loss").x(0)).isEqualTo(9);
      assertThat(points(whole(), "loss").y(0)).isEqualTo(.75);
      assertThat(points(whole(), "learning-rate").y(0)).isEqualTo(.05);
      assertThat(points(whole(), "memory-size").y(0)).isEqualTo(30);
    }

    @Test
    void areToldOnceToWhoHasSeenThem() {
      chronicle.add(metric(ER, "kappa", 10, .5));
      History first = whole();
      assertThat(chronicle.since(ER, first.seen()).isEmpty()).isTrue();
      chronicle.add(metric(ER, "kappa", 20, .25));
      History second = chronicle.since(ER, first.seen());

      assertThat(second.isWhole()).isFalse();
      assertThat(points(second, "kappa").size()).isEqualTo(1);
      assertThat(points(second, "kappa").x(0)).isEqualTo(20);
      assertThat(chronicle.since(ER, second.seen()).isEmpty()).isTrue();
    }

    /** As when a past model is scored again on samples that came late. */
    @Test
    void areToldAnewWhenTheirPastChanges() {
      chronicle.add(ofTask(ER, 0, 100, .5));
      chronicle.add(ofTask(ER, 0, 200, .5));
      History first = whole();
      chronicle.add(ofTask(ER, 0, 100, .75));
      History second = chronicle.since(ER, first.seen());

      assertThat(second.isWhole()).isTrue();
      assertThat(points(second, "task-accuracy").y(0)).isEqualTo(.75);
      assertThat(chronicle.since(ER, second.seen()).isEmpty()).isTrue();
    }

    @Test
    void showADropOfASinglePointToWhoFollowsThem() {
      Seen seen = Seen.NOTHING;
      double least = 1;
      for (int place = 0; place < 5_000; place++) {
        chronicle.add(metric(ER, "kappa", place, place == 2_500 ? 0. : 1 + place % 2));
        if (place % 7 == 0) {
          History more = chronicle.since(ER, seen);
          least = Math.min(least, least(points(more, "kappa")));
          seen = more.seen();
        }
      }
      assertThat(least).isZero();
      assertThat(least(points(whole(), "kappa"))).isZero();
      assertThat(points(whole(), "kappa").size()).isBetween(512, SeriesBudget.MOST_POINTS);
    }

    private static double least(Points points) {
      return IntStream.range(0, points.size()).mapToDouble(points::y).min().orElse(1);
    }
  }

  @Nested
  class Values {

    @Test
    void areTheNewestWithWhatTheyRestOn() {
      chronicle.add(metric(ER, "kappa", 10, .5));
      chronicle.add(metric(ER, "kappa", 20, null));
      Newest kappa = chronicle.standing(ER, NOON).metrics().get("kappa");

      assertThat(kappa.measured().absence()).contains("too early");
      assertThat(kappa.measured().n()).isEqualTo(10);
      assertThat(kappa.place().orElseThrow().sequence()).isEqualTo(20);
      assertThat(kappa.evaluation()).isEmpty();
    }

    @Test
    void areRefusedWhereTheyAreNone() {
      assertThatThrownBy(() -> chronicle.add(metric(ER, "kappa", 10, Double.NaN)))
          .hasMessage("value must be finite: NaN");
      Metric both = Metric.newBuilder(metric(ER, "kappa", 10, .5)).setAbsence("too early").build();
      assertThatThrownBy(() -> chronicle.add(both))
          .hasMessage("a metric has a value or an absence, not both: 0.5");
    }

    @Test
    void areThoseOfTheNewestStepAndTheMemoryAsLastMeasured() {
      chronicle.add(step(ER, 9, .75), NOON);
      chronicle.add(
          StepReport.newBuilder(step(ER, 19, .5))
              .setMemoryByClass(List.of())
              .setMemoryByTask(List.of())
              .build(),
          NOON);
      Standing standing = chronicle.standing(ER, NOON);

      assertThat(standing.step().orElseThrow().getLossNats()).isEqualTo(.5);
      assertThat(standing.memoryByClass()).extracting(Held::getName).containsExactly("cat", "dog");
      assertThat(standing.memoryByTask()).extracting(Held::getRows).containsExactly(30);
    }

    @Test
    void areRefusedOfAStepThatLearnedNothing() {
      StepReport empty = StepReport.newBuilder(step(ER, 9, .75)).setSequences(List.of()).build();

      assertThatThrownBy(() -> chronicle.add(empty, NOON))
          .hasMessage("a step learns at least one example");
    }

    /** 10 samples in each of 20 seconds; a rate looks back on 10. */
    @Test
    void tellHowManySamplesASecondThereWereLately() {
      for (int second = 0; second < 20; second++) {
        chronicle.add(step(ER, 10 * second + 9, 1), NOON.plusSeconds(second));
      }
      assertThat(chronicle.standing(ER, NOON.plusSeconds(20)).samplesPerSecond()).hasValue(10);
      assertThat(chronicle.standing(ER, NOON.plusSeconds(60)).samplesPerSecond()).hasValue(0);
    }

    @Test
    void tellNoRateBeforeTheFirstStep() {
      chronicle.add(metric(ER, "kappa", 10, .5));

      assertThat(chronicle.standing(ER, NOON).samplesPerSecond()).isEmpty();
      assertThat(chronicle.standing(ER, NOON).step()).isEmpty();
    }

    @Test
    void areTheRankingOfAStream() {
      chronicle.add(ranking("digits", "er", "naive"));
      chronicle.add(ranking("digits", "naive", "er"));

      assertThat(chronicle.ranking("digits").orElseThrow().getChampion()).isEqualTo("naive");
      assertThat(chronicle.ranking("letters")).isEmpty();
    }
  }

  @Nested
  class MarksOf {

    /** The model before a period was scored at its end: there the next one begins. */
    @Test
    void periodsStandWhereTheyBegin() {
      chronicle.add(score(ER, -1, ScoreReason.BASELINE, null));
      chronicle.add(score(ER, 499, ScoreReason.PERIODIC, 0));
      chronicle.add(score(ER, 999, ScoreReason.BOUNDARY, 0));
      chronicle.add(score(ER, 1499, ScoreReason.PERIODIC, 1));
      chronicle.add(score(ER, 1999, ScoreReason.PERIODIC, 1));

      assertThat(texts(marks(), Mark.Kind.TASK)).isEqualTo("[-1 task-0, 999 task-1]");
    }

    @Test
    void periodsAreNotOfModelsScoredAgainLater() {
      chronicle.add(score(ER, 999, ScoreReason.BOUNDARY, 1));
      chronicle.add(score(ER, 499, ScoreReason.RETROSPECTIVE, 0));
      chronicle.add(score(ER, 1999, ScoreReason.BOUNDARY, 2));

      assertThat(texts(marks(), Mark.Kind.TASK)).isEqualTo("[999 task-1, 999 task-2]");
    }

    /** As when its state was dropped: the log is learned from its beginning again. */
    @Test
    void periodsStandAgainWhenALearnerBeginsAnew() {
      chronicle.add(score(ER, -1, ScoreReason.BASELINE, null));
      chronicle.add(score(ER, 999, ScoreReason.BOUNDARY, 0));
      chronicle.add(score(ER, 1999, ScoreReason.BOUNDARY, 1));
      chronicle.add(step(ER, 1999, .5), NOON);
      chronicle.add(score(ER, -1, ScoreReason.BASELINE, null));
      chronicle.add(score(ER, 899, ScoreReason.BOUNDARY, 0));
      chronicle.add(score(ER, 1899, ScoreReason.BOUNDARY, 1));
      chronicle.add(step(ER, 9, .75), NOON);

      assertThat(texts(marks(), Mark.Kind.TASK)).isEqualTo("[-1 task-0, 899 task-1, 999 task-1]");
      assertThat(chronicle.standing(ER, NOON).step().orElseThrow().getVersion()).isEqualTo(1);
    }

    @Test
    void commandsAndSnapshotsStandOnceWhereTheyWere() {
      chronicle.add(snapshot(ER, 499, "please"));
      chronicle.add(snapshot(ER, 999, null));
      chronicle.add(
          Score.newBuilder(score(ER, 499, ScoreReason.BOUNDARY, 0)).setCommand("please").build());

      assertThat(texts(marks(), Mark.Kind.COMMAND)).isEqualTo("[499 please]");
      assertThat(texts(marks(), Mark.Kind.SNAPSHOT)).isEqualTo("[499 version 49, 999 version 99]");
    }

    @Test
    void alertsStandWhereTheyBeginAndEnd() {
      chronicle.add(alert(ER, "forgets", 100, AlertState.FIRING));
      chronicle.add(alert(ER, "drops", 150, AlertState.FIRING));
      chronicle.add(alert(ER, "forgets", 200, AlertState.RESOLVED));

      assertThat(texts(marks(), Mark.Kind.ALERT))
          .isEqualTo("[100 forgets is broken, 150 drops is broken]");
      assertThat(texts(marks(), Mark.Kind.RESOLVED)).isEqualTo("[200 forgets holds again]");
      assertThat(chronicle.standing(ER, NOON).alerts())
          .extracting(firing -> firing.getRule())
          .containsExactly("drops");
    }

    @Test
    void refusedUpdatesStandWhereThereAreMore() {
      chronicle.add(metric(ER, "refused-steps", 100, 0.));
      chronicle.add(metric(ER, "refused-steps", 200, 2.));
      chronicle.add(metric(ER, "refused-steps", 300, 2.));
      chronicle.add(metric(ER, "refused-steps", 400, 3.));

      assertThat(texts(marks(), Mark.Kind.REFUSED))
          .isEqualTo("[200 updates refused so far: 2, 400 updates refused so far: 3]");
    }

    @Test
    void anythingAreTheNewestOfTheirKind() {
      chronicle.add(alert(ER, "forgets", 1, AlertState.FIRING));
      for (int place = 0; place < 1_000; place++) {
        chronicle.add(snapshot(ER, place, null));
      }
      assertThat(marks()).hasSize(Marks.MOST_OF_A_KIND + 1);
      assertThat(marks().get(marks().size() - 1).sequence()).isEqualTo(999);
      assertThat(marks().get(0).kind()).isEqualTo(Mark.Kind.ALERT);
    }

    @Test
    void anythingAreToldOnce() {
      chronicle.add(snapshot(ER, 10, null));
      Seen seen = whole().seen();
      chronicle.add(snapshot(ER, 20, null));

      assertThat(texts(chronicle.since(ER, seen).marks(), Mark.Kind.SNAPSHOT))
          .isEqualTo("[20 version 2]");
    }
  }

  @Nested
  class Bounds {

    private static final int POINTS = 64 * SeriesBudget.LEAST_POINTS;

    private final Chronicle small = new Chronicle(POINTS);

    private long held() {
      return small.learners().stream()
          .flatMap(learner -> small.since(learner, Seen.NOTHING).curves().stream())
          .mapToLong(curve -> curve.points().size())
          .sum();
    }

    /** One learner may have 1,024 points of a curve; 64 learners 64 each. */
    @Test
    void shareThePointsAmongTheCurvesThereAre() {
      for (int learner = 0; learner < 64; learner++) {
        LearnerKey key = new LearnerKey("s", "l" + learner);
        for (int place = 0; place < 3_000; place++) {
          small.add(metric(key, "kappa", place, place % 10 / 10.));
        }
        assertThat(held()).isLessThanOrEqualTo(POINTS);
      }
      assertThat(held()).isGreaterThan(POINTS / 4);
      assertThat(small.refused()).isZero();
    }

    @Test
    void refuseCurvesThereIsNoRoomFor() {
      for (int task = 0; task < 70; task++) {
        small.add(ofTask(ER, task, 99, .5));
      }
      assertThat(small.since(ER, Seen.NOTHING).curves()).hasSize(64);
      assertThat(small.refused()).isEqualTo(6);
      small.add(ofTask(ER, 0, 199, .25));
      assertThat(held()).isEqualTo(65);
    }

    @Test
    void refuseLearnersThereIsNoRoomFor() {
      for (int learner = 0; learner <= Chronicle.MOST_LEARNERS; learner++) {
        chronicle.add(snapshot(new LearnerKey("s", "l" + learner), 1, null));
      }
      assertThat(chronicle.learners()).hasSize(Chronicle.MOST_LEARNERS);
      assertThat(chronicle.refused()).isEqualTo(1);
    }
  }
}
