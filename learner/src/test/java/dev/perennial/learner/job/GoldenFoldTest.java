package dev.perennial.learner.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.golden.Golden;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fold's state as each version wrote it: its place, a pending batch, hold-out sets, a past self;
 * with what comes of the next entries. Its learner counts, so nothing is rounded and every byte is
 * compared. And the roster of a job.
 */
class GoldenFoldTest {

  private static final String NAME = "fold";
  private static final String STATE = "state/";
  private static final LearnerSettings SETTINGS =
      new LearnerSettings(
              "*",
              new Recipe("er", "mlp:4", 10, 3, 0, 1, "sgd", 0.1, 0, 0, 1),
              ScoringSettings.wholeEvery(2),
              10)
          .withMeasureEvery(2);
  private static final Roster ROSTER = Roster.of(Map.of("er", SETTINGS));

  static List<String> versions() {
    return Golden.versions();
  }

  @BeforeAll
  static void write() {
    if (Golden.isWriting(Golden.current())) {
      Map<String, byte[]> content = new TreeMap<>();
      state().forEach((name, bytes) -> content.put(STATE + name, bytes));
      content.put("says", Golden.bytes(says(state())));
      content.put("roster", ROSTER.toBytes());
      Golden.write(NAME, content);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void goesOnAsTheVersionThatWroteItWould(String version) {
    Map<String, byte[]> golden = Golden.read(version, NAME);
    Map<String, byte[]> state = new TreeMap<>();
    golden.forEach(
        (name, bytes) -> {
          if (name.startsWith(STATE)) {
            state.put(name.substring(STATE.length()), bytes);
          }
        });
    Map<String, byte[]> roster = Map.of("roster", golden.getOrDefault("roster", new byte[0]));

    Golden.requireSame(version, state(), state);
    Golden.requireSame(version, Map.of("roster", ROSTER.toBytes()), roster);
    assertThat(Roster.parse(golden.getOrDefault("roster", new byte[0])).learners())
        .containsOnlyKeys("er");
    assertThat(says(state)).isEqualTo(Golden.text(golden, "says"));
  }

  /** What a fold holds in the middle of its log. */
  private static Map<String, byte[]> state() {
    Map<String, byte[]> state = new TreeMap<>();
    Log log = new Log(Log.GOLDEN);
    try (Fold fold = fold(log, state, new RecordedResults())) {
      first(log).entries().forEach(fold::accept);
      fold.save();
    }
    assertThat(state)
        .containsKeys(
            "fold", "holdout/0/0", "holdout/0/scored", "past-self/facts", "learner/counts");
    return state;
  }

  /** What comes of the entries after that, a line each. */
  private static String says(Map<String, byte[]> state) {
    RecordedResults results = new RecordedResults();
    Log log = first(new Log(Log.GOLDEN));
    int before = log.entries().size();
    log.train("b", 1, 8, 8).holdOut("b", 1, 9, 9).train("c", 2, 10, 10).boundary("end");
    try (Fold fold = fold(log, state, results)) {
      List<Routed> all = log.entries();
      all.subList(before, all.size()).forEach(fold::accept);
    }
    return results.all.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }

  private static Log first(Log log) {
    return log.holdOut("a", 0, 1, 1)
        .train("a", 0, 2, 2)
        .train("a", 0, 3, 3)
        .train("a", 1, 4, 4)
        .train("b", 1, 5, 5)
        .holdOut("b", 1, 6, 6)
        .train("b", 2, 7, 7);
  }

  private static Fold fold(Log log, Map<String, byte[]> state, RecordedResults results) {
    return new Fold(
        Log.KEY,
        SETTINGS,
        (recipe, features) -> new CountingLearner(),
        (key, version, model, metadata) -> new Snapshots.File("memory:" + version, "sha", 1),
        log.decoder(),
        results,
        new RejectLog(),
        StateStore.of(state));
  }
}
