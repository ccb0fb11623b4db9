package dev.perennial.learner.job;

import dev.perennial.learner.Learners;
import dev.perennial.learner.job.PublishedSnapshots.Published;
import dev.perennial.learner.job.Steerable.Forgotten;
import dev.perennial.learner.learning.Identity;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.ModelManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Obeys the commands of a stream's log, each where it stands. One that cannot be obeyed changes
 * nothing, and says why; none stops the stream. What a command does depends on the log alone, but
 * for {@code ROLLBACK}, which needs the file of a snapshot as well. Owned by one thread.
 */
final class Steering {

  /** An effect may repeat what a command says, whatever that is. */
  private static final int LONGEST_EFFECT = 2_000;

  private final LearnerKey key;
  private final LearnerSettings settings;
  private final FoldState state;
  private final Snapshots snapshots;
  private final PublishedSnapshots published;
  private final Steerable fold;

  /** What became of a command, in one sentence. */
  record Outcome(boolean obeyed, String effect) {}

  /** Steers a fold whose place is in {@code state}. */
  Steering(
      LearnerKey key,
      LearnerSettings settings,
      FoldState state,
      Snapshots snapshots,
      PublishedSnapshots published,
      Steerable fold) {
    this.key = key;
    this.settings = settings;
    this.state = state;
    this.snapshots = snapshots;
    this.published = published;
    this.fold = fold;
  }

  /** Obeys a command that is for this learner, and not for ingest. */
  Outcome obey(Command command) {
    Outcome outcome = outcome(command);
    String effect = outcome.effect();
    return effect.length() > LONGEST_EFFECT
        ? new Outcome(outcome.obeyed(), effect.substring(0, LONGEST_EFFECT) + "…")
        : outcome;
  }

  private Outcome outcome(Command command) {
    try {
      return new Outcome(true, effect(command));
    } catch (IllegalArgumentException unfit) {
      return new Outcome(
          false, String.valueOf(unfit.getMessage()).lines().collect(Collectors.joining("; ")));
    }
  }

  /**
   * Obeys.
   *
   * @throws IllegalArgumentException if that cannot be, before anything changed, with the reason
   */
  private String effect(Command command) {
    Map<String, String> parameters = new TreeMap<>(command.getParameters());
    return switch (command.getKind()) {
      case SET -> set(command, parameters);
      case ROLLBACK -> rollback(command, parameters);
      case FORGET -> forget(parameters);
      case BOUNDARY, PAUSE, RESUME, SNAPSHOT -> {
        Parameters.none(command.getKind(), parameters);
        yield plain(command);
      }
      case CHANGE, UNKNOWN ->
          throw new IllegalArgumentException(
              "this version does not know command " + command.getId());
    };
  }

  private String plain(Command command) {
    return switch (command.getKind()) {
      case BOUNDARY -> boundary(command);
      case PAUSE -> pause();
      case RESUME -> resume();
      default -> {
        requireModel(command);
        yield "wrote " + told(fold.publish(command.getId()));
      }
    };
  }

  private String boundary(Command command) {
    return fold.learner().isPresent()
        ? "learned what was pending and wrote " + told(fold.endPeriod(command.getId()))
        : "there is no model yet";
  }

  private String pause() {
    if (state.paused) {
      return "was paused already";
    }
    fold.learnPending();
    state.paused = true;
    return "learned what was pending, and learns nothing from here on";
  }

  private String resume() {
    if (!state.paused) {
      return "was not paused";
    }
    state.paused = false;
    return "learns again from here on";
  }

  private String set(Command command, Map<String, String> changes) {
    // What the first row may ask for is known with the first row.
    requireModel(command);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException(
          "SET needs a key of the recipe and its value, for example learningRate");
    }
    Overrides.requireSettable(changes.keySet(), settings.recipe());
    Overrides overrides = state.overrides.with(changes);
    Recipe before = fold.recipe();
    Recipe after = overrides.over(settings.recipe());
    requireSameState(before, after);
    fold.features()
        .ifPresent(
            features -> {
              Learners.check(after, features);
              settings.limits().requireRoom(after, features);
            });
    fold.goOnUnder(overrides);
    return changes.keySet().stream()
        .map(
            name ->
                "%s was %s, is %s"
                    .formatted(
                        name, Overrides.valueOf(name, before), Overrides.valueOf(name, after)))
        .collect(Collectors.joining("; "));
  }

  private static void requireSameState(Recipe before, Recipe after) {
    Identity is = Learners.identity(after);
    List<String> changes = Learners.identity(before).changesTo(is);
    if (!changes.isEmpty()) {
      throw new IllegalArgumentException(
          "this would be the state of another learner: " + String.join(", ", changes));
    }
  }

  private String rollback(Command command, Map<String, String> parameters) {
    Map.Entry<String, String> asked =
        Parameters.onlyOneOf(command.getKind(), parameters, List.of("version", "sha256"));
    requireModel(command);
    Learner learner = fold.learner().orElseThrow();
    Published snapshot =
        found(asked)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s has written no snapshot of %s %s up to here"
                            .formatted(key.text(), asked.getKey(), asked.getValue())));
    if (learner.givesExamplesAway() && snapshot.sequence() < state.forgottenUpTo) {
      throw new IllegalArgumentException(
          "the snapshot of version %d may hold examples that were to be forgotten at place %d"
              .formatted(snapshot.version(), state.forgottenUpTo));
    }
    Model model = read(snapshot);
    long from = learner.version();
    ModelManifest written = fold.become(model, snapshot.sha256(), command.getId());
    return "went back from version %d to the snapshot of version %d, and wrote %s; %s"
        .formatted(from, snapshot.version(), told(written), remembered());
  }

  private Optional<Published> found(Map.Entry<String, String> asked) {
    if (asked.getKey().equals("sha256")) {
      return published.ofSha256(asked.getValue());
    }
    try {
      return published.ofVersion(Long.parseLong(asked.getValue()));
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("version must be a whole number: " + asked.getValue());
    }
  }

  private Model read(Published snapshot) {
    try {
      return snapshots.read(key, snapshot.version(), snapshot.sha256());
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "the snapshot of version %d cannot be gone back to: %s"
              .formatted(snapshot.version(), unreadable.getMessage()),
          unreadable);
    }
  }

  private String remembered() {
    int rows =
        fold.learner().orElseThrow().memory().byClass().values().stream()
            .mapToInt(Integer::intValue)
            .sum();
    return "its memory holds %d rows".formatted(rows);
  }

  private String forget(Map<String, String> parameters) {
    ForgetRequest request = ForgetRequest.of(parameters, state);
    Forgotten forgotten = fold.forget(request.forgetting());
    state.forgottenUpTo = state.sequence;
    String kept =
        forgotten.kept().isPresent()
            ? "%d rows it kept".formatted(forgotten.kept().getAsInt())
            : "of what it kept nothing, as it keeps no examples";
    return "of %s forgot %d hold-out samples, %d that waited to be learned, and %s"
        .formatted(request.what(), forgotten.holdout(), forgotten.pending(), kept);
  }

  private void requireModel(Command command) {
    if (fold.learner().isEmpty()) {
      throw new IllegalArgumentException(
          "%s needs a model, and there is none yet".formatted(command.getKind()));
    }
  }

  private static String told(ModelManifest manifest) {
    return "the snapshot of version " + manifest.getVersion();
  }
}
