package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Model;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.schemas.ModelManifest;
import java.util.Optional;
import java.util.OptionalInt;

/** What commands can do to a fold. Called on its thread. */
interface Steerable {

  /** The learner; empty before the first example. */
  Optional<Learner> learner();

  /** What a row looks like; empty before the first example. */
  Optional<Features> features();

  /** The recipe it learns by from here on. */
  Recipe recipe();

  /** Learns what is pending, scores the model as it then is, and writes it down. */
  ModelManifest endPeriod(String command);

  /** Learns what is pending, if there is something. */
  void learnPending();

  /** Learns what is pending, then goes on under a recipe that shapes the same state. */
  void goOnUnder(Overrides overrides);

  /** Writes the model as it is; what is pending stays so. */
  ModelManifest publish(String command);

  /**
   * Learns what is pending, then becomes a model of its own past, of a version more, and writes it
   * down.
   *
   * @param sha256 of the snapshot it comes from
   * @throws IllegalArgumentException if that is no model of this learner; it then stays as it is
   */
  ModelManifest become(Model model, String sha256, String command);

  /** Removes examples from the memory, the hold-out sets and the pending batch. */
  Forgotten forget(Forgetting forgetting);

  /**
   * How many examples were removed.
   *
   * @param kept that the learner kept; empty if it keeps none
   * @param holdout of the hold-out sets
   * @param pending that waited to be learned
   */
  record Forgotten(OptionalInt kept, int holdout, int pending) {}
}
