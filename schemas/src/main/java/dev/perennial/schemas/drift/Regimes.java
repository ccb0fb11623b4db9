package dev.perennial.schemas.drift;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The regimes a stream has been in, each known by a {@link Summary} of its features, and the one it
 * is in. Regimes are numbered from 0 as they begin, and no number is given twice. At most so many
 * are known; when another begins, the one that was left longest ago is forgotten, and if it returns
 * it is a new one. A regime's summary counts as at most {@value #MOST_WEIGHT} vectors, so a regime
 * that moves slowly is followed.
 *
 * <p>Means and variances are all that is compared. Two regimes that differ in nothing else, such as
 * two ways to label the same inputs, are one. Owned by one thread.
 */
public final class Regimes {

  private static final int MOST_WEIGHT = 1 << 16;

  private final int features;
  private final double sameBelow;
  private final int most;
  // The one the stream is in comes last, before it the one it was in before, and so on.
  private final List<Regime> known = new ArrayList<>();
  private int begun;

  private record Regime(int number, Summary summary) {}

  /**
   * A stream in regime 0, of which nothing is known yet.
   *
   * @param features how many a vector has, at least 1
   * @param sameBelow below this distance, in [0, 1], two summaries are of the same regime
   * @param most how many regimes may be known, at least 1
   */
  Regimes(int features, double sameBelow, int most) {
    this.features = features;
    this.sameBelow = sameBelow;
    this.most = most;
    begin();
  }

  /** What a regime is called: {@code regime-0} and so on. */
  public static String nameOf(int number) {
    return "regime-" + number;
  }

  /** The number of the regime the stream is in. */
  int current() {
    return here().number();
  }

  /** How many regimes are known. */
  int known() {
    return known.size();
  }

  private Regime here() {
    return known.get(known.size() - 1);
  }

  /** Says that some vectors were of the regime the stream is in. */
  void learn(Summary vectors) {
    here().summary().add(vectors);
    here().summary().atMost(MOST_WEIGHT);
  }

  /**
   * Finds the regime that some vectors are of, and says that the stream is in it: the nearest known
   * one, the present one included, if it is near enough, otherwise a new one. They are learned.
   */
  void enter(Summary vectors) {
    int nearest = -1;
    double least = sameBelow;
    for (int i = 0; i < known.size(); i++) {
      Summary summary = known.get(i).summary();
      double distance = summary.count() == 0 ? 1 : summary.distance(vectors);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    if (nearest >= 0) {
      known.add(known.remove(nearest));
    } else if (here().summary().count() > 0) {
      begin();
    }
    learn(vectors);
  }

  /** Says that a new regime begins, unless the present one has had no vectors yet. */
  void enterNew() {
    if (here().summary().count() > 0) {
      begin();
    }
  }

  private void begin() {
    known.add(new Regime(begun++, new Summary(features)));
    if (known.size() > most) {
      known.remove(0);
    }
  }

  int sizeBytes() {
    return 2 * Integer.BYTES + known.size() * (Integer.BYTES + here().summary().sizeBytes());
  }

  void encode(ByteBuffer to) {
    to.putInt(begun).putInt(known.size());
    for (Regime regime : known) {
      to.putInt(regime.number());
      regime.summary().encode(to);
    }
  }

  void decode(ByteBuffer from) {
    begun = from.getInt();
    int size = from.getInt();
    known.clear();
    for (int i = 0; i < size; i++) {
      Regime regime = new Regime(from.getInt(), new Summary(features));
      regime.summary().decode(from);
      known.add(regime);
    }
  }
}
