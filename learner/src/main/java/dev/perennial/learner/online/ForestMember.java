package dev.perennial.learner.online;

import dev.perennial.schemas.drift.Adwin;
import dev.perennial.schemas.drift.Direction;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of the forest, and what becomes of it: when its errors are suspected to have changed, a
 * tree is grown in the background on what comes now; when they have, that one takes its place; when
 * the suspicion passes, it is dropped (Gomes et al., "Adaptive random forests for evolving data
 * stream classification", Machine Learning 2017; that suspicion may pass is ours).
 *
 * <p>What the window of errors leaves of the bytes is to three quarters the tree's, to one quarter
 * that of the tree in the background. The window grows with the logarithm of the rows and may take
 * some hundred bytes more once the trees are full.
 */
final class ForestMember {

  private final ForestSettings settings;
  private final Dice dice;
  private final int features;
  private final long bytes;
  private HoeffdingTree tree;
  private @Nullable HoeffdingTree background;
  private Adwin errors;

  /** A tree of one empty leaf. */
  ForestMember(ForestSettings settings, Dice dice, int features, long bytes) {
    this.settings = settings;
    this.dice = dice;
    this.features = features;
    this.bytes = bytes;
    this.tree = fresh();
    this.errors = window();
  }

  private HoeffdingTree fresh() {
    return new HoeffdingTree(settings, dice, features);
  }

  private Adwin window() {
    return Adwin.ofErrors(settings.warning(), settings.drift(), Direction.UP);
  }

  /** Puts the probability of each class for a row. */
  void vote(float[] row, double[] votes) {
    tree.vote(row, votes);
  }

  /** What learning a row did to a member. */
  enum Change {
    /** The same tree votes as before. */
    NONE,
    /** Another tree votes from now on. */
    REPLACED
  }

  /** Learns a row as often as it drew it. */
  Change learn(float[] row, int label, boolean correct) {
    Change change = Change.NONE;
    if (errors.add(correct ? 0 : 1)) {
      tree = background == null ? fresh() : background;
      background = null;
      errors = window();
      change = Change.REPLACED;
    } else if (!errors.warns()) {
      background = null;
    } else if (background == null) {
      background = fresh();
    }
    int weight = dice.poisson(settings.bagging());
    if (weight > 0) {
      long room = bytes - errors.sizeBytes() - 1;
      tree.learn(row, label, weight, room - room / 4);
      if (background != null) {
        background.learn(row, label, weight, room / 4);
      }
    }
    return change;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return errors.sizeBytes()
        + tree.sizeBytes()
        + 1
        + (background == null ? 0 : background.sizeBytes());
  }

  /** Puts everything. */
  void encode(ByteBuffer to) {
    errors.encode(to);
    tree.encode(to);
    to.put((byte) (background == null ? 0 : 1));
    if (background != null) {
      background.encode(to);
    }
  }

  /** Becomes what {@link #encode} put. */
  void decode(ByteBuffer from) {
    errors = window();
    errors.decode(from);
    tree.decode(from);
    background = from.get() == 0 ? null : fresh();
    if (background != null) {
      background.decode(from);
    }
  }
}
