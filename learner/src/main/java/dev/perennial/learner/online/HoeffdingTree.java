package dev.perennial.learner.online;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decision tree that grows with its stream: VFDT of Domingos and Hulten, "Mining high-speed data
 * streams" (KDD 2000, its Hoeffding tree algorithm), with Gaussians for numbers ({@link Leaf}). The
 * split that does nothing competes with the others.
 *
 * <p>The tree sees a random part of the features and each leaf watches a random part of those:
 * random patches of Gomes, Read and Bifet, "Streaming random patches for evolving data stream
 * classification" (ICDM 2019), and, where there are many features, the local ones of random forests
 * besides. Never larger than the bytes it is given: one that is full goes on learning in the leaves
 * it has. Owned by one thread.
 */
final class HoeffdingTree {

  private static final int FIRST_NODES = 8;
  private static final int NODE_BYTES = 2 * Integer.BYTES + Float.BYTES;

  private final ForestSettings settings;
  private final Dice dice;
  private int[] patch;
  private int nodes;
  // Of an inner node the first child, the second follows; 0 for a leaf.
  private int[] children = new int[FIRST_NODES];
  private int[] features = new int[FIRST_NODES];
  private float[] thresholds = new float[FIRST_NODES];
  private @Nullable Leaf[] leaves = new Leaf[FIRST_NODES];
  private long sizeBytes;

  /** A tree of one empty leaf. */
  HoeffdingTree(ForestSettings settings, Dice dice, int features) {
    this.settings = settings;
    this.dice = dice;
    int[] all = new int[features];
    Arrays.setAll(all, feature -> feature);
    this.patch = dice.choose(all, settings.seen(features));
    this.sizeBytes = Integer.BYTES * (2L + patch.length);
    add(new Leaf(watched()));
  }

  private int[] watched() {
    return dice.choose(patch, Math.min(settings.watched(), patch.length));
  }

  private int add(Leaf leaf) {
    if (nodes == children.length) {
      children = Arrays.copyOf(children, 2 * nodes);
      features = Arrays.copyOf(features, 2 * nodes);
      thresholds = Arrays.copyOf(thresholds, 2 * nodes);
      leaves = Arrays.copyOf(leaves, 2 * nodes);
    }
    leaves[nodes] = leaf;
    sizeBytes += NODE_BYTES + leaf.sizeBytes();
    return nodes++;
  }

  /** How many nodes there are, inner ones and leaves. */
  int nodes() {
    return nodes;
  }

  /** Puts the probability of each class for a row. */
  void vote(float[] row, double[] votes) {
    leaf(find(row)).vote(row, votes);
  }

  /**
   * Learns a row.
   *
   * @param weight positive
   * @param bytes how large the tree may become
   */
  void learn(float[] row, int label, double weight, long bytes) {
    int node = find(row);
    Leaf leaf = leaf(node);
    int growth = leaf.growthBytes(label);
    boolean fits = sizeBytes + growth <= bytes;
    leaf.learn(row, label, weight, fits ? Leaf.Room.ENOUGH : Leaf.Room.NONE);
    sizeBytes += fits ? growth : 0;
    leaf.split(settings)
        .filter(split -> sizeBytes + splitBytes(leaf) <= bytes)
        .ifPresent(split -> split(node, leaf, split));
  }

  private int find(float[] row) {
    int node = 0;
    while (children[node] > 0) {
      node = children[node] + (row[features[node]] <= thresholds[node] ? 0 : 1);
    }
    return node;
  }

  private Leaf leaf(int node) {
    Leaf leaf = leaves[node];
    if (leaf == null) {
      throw new IllegalStateException("node %d is no leaf".formatted(node));
    }
    return leaf;
  }

  /** How many bytes more a tree takes that has split the leaf. */
  private long splitBytes(Leaf leaf) {
    int empty = Leaf.emptyBytes(Math.min(settings.watched(), patch.length), leaf.classes());
    return 2L * (NODE_BYTES + empty) - leaf.sizeBytes();
  }

  private void split(int node, Leaf leaf, Split split) {
    double[] below = new double[leaf.classes()];
    double[] above = new double[leaf.classes()];
    leaf.part(split.place(), split.threshold(), below, above);
    features[node] = leaf.feature(split.place());
    thresholds[node] = split.threshold();
    leaves[node] = null;
    sizeBytes -= leaf.sizeBytes();
    int child = add(new Leaf(watched(), below));
    add(new Leaf(watched(), above));
    children[node] = child;
  }

  /** How many bytes {@link #encode} puts. */
  int sizeBytes() {
    return Math.toIntExact(sizeBytes);
  }

  /** Puts the whole tree. */
  void encode(ByteBuffer to) {
    to.putInt(patch.length).putInt(nodes);
    for (int feature : patch) {
      to.putInt(feature);
    }
    for (int node = 0; node < nodes; node++) {
      to.putInt(children[node]).putInt(features[node]).putFloat(thresholds[node]);
      if (children[node] == 0) {
        leaf(node).encode(to);
      }
    }
  }

  /** Becomes the tree that {@link #encode} put. */
  void decode(ByteBuffer from) {
    patch = new int[from.getInt()];
    int count = from.getInt();
    for (int i = 0; i < patch.length; i++) {
      patch[i] = from.getInt();
    }
    children = new int[count];
    features = new int[count];
    thresholds = new float[count];
    leaves = new Leaf[count];
    nodes = count;
    sizeBytes = Integer.BYTES * (2L + patch.length) + (long) NODE_BYTES * nodes;
    for (int node = 0; node < nodes; node++) {
      children[node] = from.getInt();
      features[node] = from.getInt();
      thresholds[node] = from.getFloat();
      if (children[node] == 0) {
        Leaf leaf = Leaf.decode(from);
        leaves[node] = leaf;
        sizeBytes += leaf.sizeBytes();
      }
    }
  }
}
