package dev.perennial.learner.job;

import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a model answered on examples whose labels have not come, by their places in the log: the
 * newest so many. Kept in blocks of {@value #BLOCK} places, of which a save writes those that
 * changed. Owned by one thread.
 */
final class AwaitedAnswers {

  private static final int BLOCK = 1_024;
  private static final int ANSWER_BYTES = 2 * Long.BYTES + Integer.BYTES + Float.BYTES;

  /** The name of the list of blocks. */
  private static final String BLOCKS = "blocks";

  private static final int NO_CLASS = -1;

  private static final StateFormat ANSWERS = new StateFormat("a block of awaited answers", 1);
  private static final StateFormat LIST = new StateFormat("the list of awaited answers", 1);

  /**
   * An answer.
   *
   * @param version of the model that gave it
   * @param predicted the class; empty if the model knew none
   * @param confidence the probability the model gave it, in [0, 1]
   */
  record Answer(long version, OptionalInt predicted, float confidence) {}

  private final int most;
  private final StateStore store;
  private final TreeMap<Long, Answer> answers = new TreeMap<>();

  /** Blocks that differ from the store. */
  private final Set<Long> changed = new TreeSet<>();

  /** Blocks that the store has. */
  private final Set<Long> saved = new TreeSet<>();

  /**
   * What the store holds.
   *
   * @param most how many answers to keep, at least 0
   */
  AwaitedAnswers(int most, StateStore store) {
    this.most = most;
    this.store = store;
    store.get(BLOCKS).ifPresent(this::restore);
    forgetOldest();
  }

  private void restore(byte[] list) {
    ByteBuffer blocks = LIST.open(list);
    while (blocks.hasRemaining()) {
      long block = blocks.getLong();
      saved.add(block);
      ByteBuffer bytes = ANSWERS.open(store.saved(Long.toString(block)));
      while (bytes.hasRemaining()) {
        long sequence = bytes.getLong();
        long version = bytes.getLong();
        int predicted = bytes.getInt();
        answers.put(
            sequence,
            new Answer(
                version,
                predicted == NO_CLASS ? OptionalInt.empty() : OptionalInt.of(predicted),
                bytes.getFloat()));
      }
    }
  }

  /** Keeps the answer on the example at a place, the newest of all. */
  void keep(long sequence, Answer answer) {
    answers.put(sequence, answer);
    changed.add(sequence / BLOCK);
    forgetOldest();
  }

  /** Takes out the answer on the example at a place; empty if none is kept. */
  Optional<Answer> take(long sequence) {
    Optional<Answer> taken = Optional.ofNullable(answers.remove(sequence));
    if (taken.isPresent()) {
      changed.add(sequence / BLOCK);
    }
    return taken;
  }

  private void forgetOldest() {
    while (answers.size() > most) {
      changed.add(answers.pollFirstEntry().getKey() / BLOCK);
    }
  }

  /** Writes what has changed since the last save. */
  void save() {
    if (changed.isEmpty()) {
      return;
    }
    changed.forEach(this::save);
    changed.clear();
    List<Long> blocks = new ArrayList<>(saved);
    store.put(BLOCKS, LIST.write(Long.BYTES * blocks.size(), to -> blocks.forEach(to::putLong)));
  }

  private void save(long block) {
    Map<Long, Answer> within = answers.subMap(block * BLOCK, (block + 1) * BLOCK);
    String name = Long.toString(block);
    if (within.isEmpty()) {
      store.remove(name);
      saved.remove(block);
      return;
    }
    saved.add(block);
    store.put(
        name,
        ANSWERS.write(
            ANSWER_BYTES * within.size(),
            to ->
                within.forEach(
                    (sequence, answer) ->
                        to.putLong(sequence)
                            .putLong(answer.version())
                            .putInt(answer.predicted().orElse(NO_CLASS))
                            .putFloat(answer.confidence()))));
  }
}
