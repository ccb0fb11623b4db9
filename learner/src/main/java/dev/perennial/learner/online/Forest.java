package dev.perennial.learner.online;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.learner.random.Draws;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A forest of Hoeffding trees on random patches of the stream: streaming random patches (Gomes,
 * Read and Bifet 2019) with the drift handling of adaptive random forests (Gomes et al. 2017).
 * Every tree learns a row as often as a Poisson number says (Oza and Russell, "Online bagging and
 * boosting", AISTATS 2001; mean 6 after Bifet, Holmes and Pfahringer, "Leveraging bagging", ECML
 * 2010), and votes with the weight that it earned lately ({@link Electorate}; theirs is the
 * accuracy itself, over all the tree's life).
 *
 * <p>Of the {@code memoryBytes} every tree has an equal share. All trees change with every row, so
 * a save writes all of them. Scores and learns a row in O(trees x (depth + classes x watched
 * features)), apart from the search for splits.
 */
final class Forest implements RowModel {

  private static final StateFormat FORMAT = new StateFormat("the saved forest", 1);
  private static final StateFormat TREE_FORMAT = new StateFormat("the saved tree", 1);
  private static final String STATISTICS = "statistics";
  private static final double FADING = 0.995;
  private static final double SHARPNESS = 12;

  private final Dice dice;
  private final List<ForestMember> members = new ArrayList<>();
  private final Electorate electorate;
  private final double[][] votes;

  /** Trees of one leaf each. */
  Forest(ForestSettings settings, Features features, long memoryBytes, long seed) {
    this.dice = new Dice(new Draws(seed, "forest"));
    this.electorate = new Electorate(settings.trees(), FADING, SHARPNESS);
    this.votes = new double[settings.trees()][0];
    for (int tree = 0; tree < settings.trees(); tree++) {
      members.add(
          new ForestMember(settings, dice, features.size(), memoryBytes / settings.trees()));
    }
  }

  @Override
  public double predictionCost() {
    return 1.0 / 3;
  }

  @Override
  public void consider(float[] row, double[] probabilities) {
    for (int tree = 0; tree < votes.length; tree++) {
      members.get(tree).vote(row, votes[tree]);
    }
    electorate.pool(votes, probabilities);
  }

  @Override
  public void learn(float[] row, Origin origin) {
    int label = origin.label();
    for (int tree = 0; tree < votes.length; tree++) {
      boolean correct = Votes.highest(votes[tree]) == label;
      electorate.observe(tree, correct);
      switch (members.get(tree).learn(row, label, correct)) {
        case NONE -> {}
        case REPLACED -> electorate.renew(tree);
      }
    }
  }

  @Override
  public void expectClasses(int count) {
    Arrays.setAll(votes, tree -> Arrays.copyOf(votes[tree], count));
  }

  /** Of squares of that, a leaf can sum up 1e13 before single precision overflows. */
  @Override
  public float largest() {
    return 1e12f;
  }

  @Override
  public int rowsKept() {
    return 0;
  }

  @Override
  public void save(StateStore store) {
    store.put(STATISTICS, FORMAT.write(statisticsBytes(), this::encodeStatistics));
    for (int tree = 0; tree < votes.length; tree++) {
      ForestMember member = members.get(tree);
      store.put(name(tree), TREE_FORMAT.write(member.sizeBytes(), member::encode));
    }
  }

  @Override
  public void saveAll() {
    // Every save writes everything.
  }

  @Override
  public void restore(StateStore store) {
    for (int tree = 0; tree < votes.length; tree++) {
      members.get(tree).decode(TREE_FORMAT.open(store.saved(name(tree))));
    }
    decodeStatistics(FORMAT.open(store.saved(STATISTICS)));
  }

  private static String name(int tree) {
    return "tree-" + tree;
  }

  @Override
  public int sizeBytes() {
    return statisticsBytes() + members.stream().mapToInt(ForestMember::sizeBytes).sum();
  }

  @Override
  public void encode(ByteBuffer to) {
    members.forEach(member -> member.encode(to));
    encodeStatistics(to);
  }

  @Override
  public void decode(ByteBuffer from) {
    members.forEach(member -> member.decode(from));
    decodeStatistics(from);
  }

  private int statisticsBytes() {
    return Long.BYTES + electorate.sizeBytes();
  }

  private void encodeStatistics(ByteBuffer to) {
    to.putLong(dice.drawn());
    electorate.encode(to);
  }

  /** Comes last: reading a tree draws. */
  private void decodeStatistics(ByteBuffer from) {
    dice.drawn(from.getLong());
    electorate.decode(from);
  }
}
