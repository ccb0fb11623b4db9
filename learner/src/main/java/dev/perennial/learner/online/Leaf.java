package dev.perennial.learner.online;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a leaf of a Hoeffding tree knows: how much of each class came, and a Gaussian per class and
 * watched feature (Gama, Rocha and Medas, "Accurate decision trees for mining high-speed data
 * streams", KDD 2003). Weights are sums of the rows' weights. Owned by one thread.
 *
 * <p>It answers with whichever was right more often of late: the class weights, naive Bayes (both
 * as in their adaptive leaves), or, our addition, what came last, a row counting {@value #RECENCY}
 * times the next. Gaussians are kept in single precision and updated in double.
 */
final class Leaf {

  private static final double RECENCY = 0.6;

  /** How much less it counts to have been right about a row than about the next. */
  private static final double LATELY = 0.99;

  /** Thresholds tried a feature, equally far apart between its lowest and highest value. */
  private static final int THRESHOLDS = 10;

  /** No Gaussian is narrower than this share of the feature's range. */
  private static final double NARROWEST = 0.01;

  /** Below that a product of variances is taken into the sum of their logarithms. */
  private static final double SMALL = 1e-200;

  private static final int SCALARS_BYTES = 5 * Double.BYTES + 2 * Integer.BYTES;
  private static final int FEATURE_BYTES = Integer.BYTES + 2 * Float.BYTES;
  private static final int CLASS_BYTES = 3 * Double.BYTES + 1;

  private final int[] features;
  private final float[] low;
  private final float[] high;
  // Per class: the weight that the split above estimated, what came since, and what came lately.
  private double[] inherited = new double[0];
  private double[] came = new double[0];
  private double[] recent = new double[0];
  // Per class, if there was room: the weight, then mean and sum of squares of each watched feature.
  private float[] @Nullable [] gaussians = new float[0][];
  private double weight;
  private double lookedAt;
  private double weightsRight;
  private double bayesRight;
  private double recentRight;

  /** An empty leaf that watches those features. */
  Leaf(int[] features) {
    this.features = features;
    this.low = new float[features.length];
    this.high = new float[features.length];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
  }

  /** An empty leaf that begins with the class weights that a split expects. */
  Leaf(int[] features, double[] expected) {
    this(features);
    grow(expected.length);
    inherited = expected.clone();
  }

  private void grow(int classes) {
    if (came.length < classes) {
      inherited = Arrays.copyOf(inherited, classes);
      came = Arrays.copyOf(came, classes);
      recent = Arrays.copyOf(recent, classes);
      gaussians = Arrays.copyOf(gaussians, classes);
    }
  }

  /** How many classes it knows of: one more than the highest that came. */
  int classes() {
    return came.length;
  }

  /** Which feature is watched at that place. */
  int feature(int place) {
    return features[place];
  }

  /** How many bytes it takes more to learn a row of that class, with its Gaussians. */
  int growthBytes(int label) {
    int fresh = Math.max(0, label + 1 - came.length) * CLASS_BYTES;
    return label < came.length && gaussians[label] != null ? fresh : fresh + gaussianBytes();
  }

  private int gaussianBytes() {
    return (1 + 2 * features.length) * Float.BYTES;
  }

  /** How many bytes {@link #encode} puts for a leaf without Gaussians. */
  static int emptyBytes(int features, int classes) {
    return SCALARS_BYTES + features * FEATURE_BYTES + classes * CLASS_BYTES;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    int bytes = emptyBytes(features.length, came.length);
    for (float[] each : gaussians) {
      bytes += each == null ? 0 : gaussianBytes();
    }
    return bytes;
  }

  /** What a leaf may keep of a row. */
  enum Room {
    /** Nothing new: a class that never came is not learned, one without Gaussians stays so. */
    NONE,
    /** Everything. */
    ENOUGH
  }

  /** Learns a row. */
  void learn(float[] row, int label, double rowWeight, Room room) {
    if (label >= came.length) {
      if (room == Room.NONE) {
        return;
      }
      grow(label + 1);
    }
    judge(row, label, rowWeight);
    for (int other = 0; other < recent.length; other++) {
      recent[other] *= RECENCY;
    }
    recent[label]++;
    weight += rowWeight;
    came[label] += rowWeight;
    float[] own = gaussians[label];
    if (own == null && room == Room.ENOUGH) {
      own = new float[1 + 2 * features.length];
      gaussians[label] = own;
    }
    if (own != null) {
      update(own, row, rowWeight);
    }
  }

  /** Takes a row into the Gaussians of its class (West 1979). */
  private void update(float[] own, float[] row, double rowWeight) {
    own[0] += (float) rowWeight;
    double share = rowWeight / own[0];
    for (int i = 0; i < features.length; i++) {
      float value = row[features[i]];
      low[i] = Math.min(low[i], value);
      high[i] = Math.max(high[i], value);
      double delta = (double) value - own[1 + 2 * i];
      double mean = own[1 + 2 * i] + delta * share;
      own[1 + 2 * i] = (float) mean;
      own[2 + 2 * i] += (float) (rowWeight * delta * (value - mean));
    }
  }

  /** Counts which of the answers would have been right. */
  private void judge(float[] row, int label, double rowWeight) {
    weightsRight = LATELY * weightsRight + (Votes.highest(weights()) == label ? rowWeight : 0);
    bayesRight = LATELY * bayesRight + (Votes.highest(bayes(row)) == label ? rowWeight : 0);
    recentRight = LATELY * recentRight + (Votes.highest(recent) == label ? rowWeight : 0);
  }

  /**
   * Puts the probability of each class for a row; all equal where nothing is known.
   *
   * @param votes at least as many as there are classes here; 0 for the others
   */
  void vote(float[] row, double[] votes) {
    double[] answer = answer(row);
    Arrays.fill(votes, 0);
    System.arraycopy(answer, 0, votes, 0, answer.length);
    Votes.normalize(votes);
  }

  private double[] answer(float[] row) {
    if (recentRight > bayesRight && recentRight > weightsRight) {
      return recent;
    }
    return weight > 0 && bayesRight >= weightsRight ? bayes(row) : weights();
  }

  private double[] weights() {
    double[] weights = came.clone();
    for (int label = 0; label < weights.length; label++) {
      weights[label] += inherited[label];
    }
    return weights;
  }

  /** Prior times likelihood, the highest 1; 0 for a class without Gaussians. */
  private double[] bayes(float[] row) {
    double[] posteriors = new double[came.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < posteriors.length; label++) {
      float[] own = gaussians[label];
      posteriors[label] =
          own == null
              ? Double.NEGATIVE_INFINITY
              : Math.log(came[label] + inherited[label]) + logLikelihood(own, row);
      highest = Math.max(highest, posteriors[label]);
    }
    for (int label = 0; label < posteriors.length; label++) {
      posteriors[label] = gaussians[label] == null ? 0 : Math.exp(posteriors[label] - highest);
    }
    return posteriors;
  }

  /** In units of the features' ranges; those that never varied here say nothing. */
  private double logLikelihood(float[] own, float[] row) {
    double distances = 0;
    double logs = 0;
    double variances = 1;
    for (int i = 0; i < features.length; i++) {
      double range = (double) high[i] - low[i];
      if (range > 0) {
        double spread = own[2 + 2 * i] / own[0] / (range * range);
        double variance = Math.max(spread, NARROWEST * NARROWEST);
        double distance = (row[features[i]] - own[1 + 2 * i]) / range;
        distances += distance * distance / variance;
        variances *= variance;
        if (variances < SMALL) {
          logs += Math.log(variances);
          variances = 1;
        }
      }
    }
    return -0.5 * (distances + logs + Math.log(variances));
  }

  /**
   * The split to make now, if any: looked for when {@code grace} a pair of classes came since the
   * last look, so that looking costs the same a row however many classes there are. The lead of the
   * best split must exceed the Hoeffding bound, or the bound must be below {@code tie}.
   */
  Optional<Split> split(ForestSettings settings) {
    if (weight - lookedAt < settings.grace()) {
      return Optional.empty();
    }
    int present = 0;
    double total = 0;
    for (float[] own : gaussians) {
      present += own == null ? 0 : 1;
      total += own == null ? 0 : own[0];
    }
    if (present < 2 || weight - lookedAt < settings.grace() * present / 2) {
      return Optional.empty();
    }
    lookedAt = weight;
    double range = Math.log(present) / Math.log(2);
    double bound = Split.hoeffdingBound(range, settings.confidence(), total);
    return best().filter(split -> split.lead() > bound || bound < settings.tie());
  }

  /** The split with the most gain of all places and thresholds; empty where none has any. */
  Optional<Split> best() {
    double[] below = new double[came.length];
    double[] above = new double[came.length];
    Optional<Split> best = Optional.empty();
    double gain = 0;
    double next = 0;
    for (int place = 0; place < features.length; place++) {
      double placeGain = 0;
      float placeThreshold = 0;
      for (int step = 1; step <= THRESHOLDS && low[place] < high[place]; step++) {
        double range = (double) high[place] - low[place];
        float threshold = (float) (low[place] + range * step / (THRESHOLDS + 1));
        part(place, threshold, below, above);
        double found = gain(below, above);
        if (found > placeGain) {
          placeGain = found;
          placeThreshold = threshold;
        }
      }
      if (placeGain > gain) {
        next = gain;
        gain = placeGain;
        best = Optional.of(new Split(place, placeThreshold, gain, 0));
      } else {
        next = Math.max(next, placeGain);
      }
    }
    double lead = gain - next;
    return best.map(split -> new Split(split.place(), split.threshold(), split.gain(), lead));
  }

  /** Puts the class weights on either side of a threshold, by the Gaussians. */
  void part(int place, float threshold, double[] below, double[] above) {
    for (int label = 0; label < came.length; label++) {
      float[] own = gaussians[label];
      below[label] = own == null ? 0 : own[0] * shareBelow(own, place, threshold);
      above[label] = own == null ? 0 : own[0] - below[label];
    }
  }

  private static double shareBelow(float[] own, int place, float threshold) {
    double distance = (double) threshold - own[1 + 2 * place];
    double variance = own[2 + 2 * place] / own[0];
    if (variance > 0) {
      return Normal.below(distance / Math.sqrt(variance));
    }
    return distance >= 0 ? 1 : 0;
  }

  /**
   * The information gain of parting classes, in bits: the entropy of the whole less that of the
   * sides, weighted; 0 where one side is empty.
   */
  static double gain(double[] below, double[] above) {
    double belowSum = 0;
    double aboveSum = 0;
    double information = 0;
    for (int label = 0; label < below.length; label++) {
      belowSum += below[label];
      aboveSum += above[label];
      information += xLogX(below[label]) + xLogX(above[label]) - xLogX(below[label] + above[label]);
    }
    if (belowSum <= 0 || aboveSum <= 0) {
      return 0;
    }
    double total = belowSum + aboveSum;
    return (information - xLogX(belowSum) - xLogX(aboveSum) + xLogX(total)) / (total * Math.log(2));
  }

  private static double xLogX(double x) {
    return x > 0 ? x * Math.log(x) : 0;
  }

  /** Puts everything. */
  void encode(ByteBuffer to) {
    to.putInt(features.length).putInt(came.length);
    to.putDouble(weight).putDouble(lookedAt);
    to.putDouble(weightsRight).putDouble(bayesRight).putDouble(recentRight);
    for (int i = 0; i < features.length; i++) {
      to.putInt(features[i]).putFloat(low[i]).putFloat(high[i]);
    }
    for (int label = 0; label < came.length; label++) {
      float[] own = gaussians[label];
      to.putDouble(inherited[label]).putDouble(came[label]).putDouble(recent[label]);
      to.put((byte) (own == null ? 0 : 1));
      for (int i = 0; own != null && i < own.length; i++) {
        to.putFloat(own[i]);
      }
    }
  }

  /** The leaf that {@link #encode} put. */
  static Leaf decode(ByteBuffer from) {
    int[] features = new int[from.getInt()];
    int classes = from.getInt();
    double weight = from.getDouble();
    double lookedAt = from.getDouble();
    double weightsRight = from.getDouble();
    double bayesRight = from.getDouble();
    double recentRight = from.getDouble();
    Leaf leaf = new Leaf(features);
    leaf.weight = weight;
    leaf.lookedAt = lookedAt;
    leaf.weightsRight = weightsRight;
    leaf.bayesRight = bayesRight;
    leaf.recentRight = recentRight;
    for (int i = 0; i < features.length; i++) {
      features[i] = from.getInt();
      leaf.low[i] = from.getFloat();
      leaf.high[i] = from.getFloat();
    }
    leaf.grow(classes);
    for (int label = 0; label < classes; label++) {
      leaf.inherited[label] = from.getDouble();
      leaf.came[label] = from.getDouble();
      leaf.recent[label] = from.getDouble();
      if (from.get() == 1) {
        float[] own = new float[1 + 2 * features.length];
        for (int i = 0; i < own.length; i++) {
          own[i] = from.getFloat();
        }
        leaf.gaussians[label] = own;
      }
    }
    return leaf;
  }
}
