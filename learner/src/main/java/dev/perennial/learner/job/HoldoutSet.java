package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Forgetting;
import dev.perennial.learner.learning.Inputs;
import dev.perennial.learner.learning.Learner;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Scores;
import dev.perennial.learner.learning.StateFormat;
import dev.perennial.learner.learning.StateStore;
import dev.perennial.schemas.Task;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A task's hold-out set: the first samples that came, up to a capacity, which models are scored on
 * and never learn; and what the last versions scored on it had right. It grows until it is full, or
 * has to give way: then it stays at half of what it had. So its samples are always the first that
 * came, in their order, and a save writes those that are new. Owned by one thread.
 */
final class HoldoutSet {

  /**
   * Small enough that a chunk's activations stay in the cache, large enough that the call costs
   * nothing.
   */
  private static final int MOST_CHUNK_ROWS = 500;

  /** A chunk is allocated whole, so that a set of few large rows must not take many of them. */
  private static final int MOST_CHUNK_BYTES = 4 << 20;

  /** One more row makes a save write an entry again, so it is small. The first room is as much. */
  private static final int ENTRY_ROWS = 32;

  /** The evaluation that scored a set which none has scored. */
  private static final long NEVER = -1;

  private static final String ENTRIES = "entries";
  private static final String SCORED = "scored";

  private static final StateFormat ROWS = new StateFormat("an entry of a hold-out set", 3);
  private static final StateFormat COUNT = new StateFormat("the size of a hold-out set", 2);
  private static final StateFormat ANSWERS = new StateFormat("the answers on a hold-out set", 1);

  private final Task task;
  private final Features features;
  private int capacity;
  private final int chunkRows;
  private final List<Inputs> chunks = new ArrayList<>();
  private int[] labels = new int[ENTRY_ROWS];
  private long[] ids = new long[ENTRY_ROWS];
  private int rows;
  private long sizeBytes;
  private int savedRows;
  private int savedEntries;
  private boolean rowsSaved = true;
  private boolean gaveWay;
  private long evaluation = NEVER;
  private @Nullable Answers newest;
  private @Nullable Answers older;
  private boolean answersSaved = true;

  /** No samples yet; at most {@code capacity} later. */
  HoldoutSet(Task task, Features features, int capacity) {
    this.task = task;
    this.features = features;
    this.capacity = capacity;
    this.chunkRows =
        Math.max(1, Math.min(MOST_CHUNK_ROWS, MOST_CHUNK_BYTES / features.sizeBytes()));
  }

  /** The task whose samples they are. */
  Task task() {
    return task;
  }

  /** How many samples there are. */
  int rows() {
    return rows;
  }

  /** Bytes that its rows take, with the room there is for more. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Whether another sample takes no more room: there is some, or none joins it any more. */
  boolean hasRoom() {
    return isFull() || (rows > 0 && newestChunk().rows() < newestChunk().capacity());
  }

  private boolean isFull() {
    return rows == capacity;
  }

  private Inputs newestChunk() {
    return chunks.get(chunks.size() - 1);
  }

  /** The last evaluation that scored it; below every number of one if none has. */
  long evaluation() {
    return evaluation;
  }

  /** Whether that version was the last that was scored on it, on all samples there are. */
  boolean isScoredBy(long version) {
    return newest != null && newest.version() == version && newest.rows() == rows;
  }

  /** Keeps a sample unless the set is full; its features are the remaining bytes of {@code row}. */
  void add(ByteBuffer row, Origin origin) {
    if (isFull()) {
      return;
    }
    chunkWithRoom().add(row);
    if (rows == labels.length) {
      resize(Math.max(rows + 1, Math.min(capacity, rows * 2)));
    }
    labels[rows] = origin.label();
    ids[rows] = origin.id();
    rows++;
    rowsSaved = false;
  }

  /** The last chunk; of a small set it grows by doubling, so that many small sets take little. */
  private Inputs chunkWithRoom() {
    int last = chunks.size() - 1;
    if (rows % chunkRows == 0) {
      chunks.add(chunk(last < 0 ? ENTRY_ROWS : chunkRows));
      return chunks.get(last + 1);
    }
    Inputs chunk = chunks.get(last);
    if (chunk.rows() < chunk.capacity()) {
      return chunk;
    }
    Inputs larger = chunk(2 * chunk.capacity());
    for (int row = 0; row < chunk.rows(); row++) {
      larger.add(chunk.row(row));
    }
    sizeBytes -= chunk.buffer().capacity();
    chunks.set(last, larger);
    return larger;
  }

  private Inputs chunk(int wanted) {
    int room = capacity - rows / chunkRows * chunkRows;
    Inputs chunk = new Inputs(features, Math.min(wanted, Math.min(chunkRows, room)));
    sizeBytes += chunk.buffer().capacity();
    return chunk;
  }

  /** Keeps the first half of its samples, at least one, and takes no more from now on. */
  void giveWay() {
    int kept = Math.max(1, rows / 2);
    int whole = kept / chunkRows;
    Inputs cut = chunks.get(whole == chunks.size() ? whole - 1 : whole);
    while (chunks.size() > whole) {
      sizeBytes -= chunks.remove(chunks.size() - 1).buffer().capacity();
    }
    rows = whole * chunkRows;
    capacity = kept;
    for (int row = 0; rows < kept; row++) {
      if (row == 0) {
        chunks.add(chunk(kept - rows));
      }
      chunks.get(whole).add(cut.row(row));
      rows++;
    }
    resize(kept);
    savedRows = Math.min(savedRows, kept / ENTRY_ROWS * ENTRY_ROWS);
    rowsSaved = false;
    newest = newest == null ? null : newest.first(kept);
    older = older == null ? null : older.first(kept);
    answersSaved = newest == null;
    gaveWay = true;
  }

  /**
   * Removes samples; the others stay in their order. What versions before had right is forgotten
   * with them, so that the next evaluation scores the set anew and compares it with nothing.
   *
   * @return how many were removed
   */
  int forget(Forgetting forgotten) {
    int had = rows;
    int[] kept = IntStream.range(0, had).filter(row -> !forgotten.includes(origin(row))).toArray();
    if (kept.length == had) {
      return 0;
    }
    List<Inputs> before = List.copyOf(chunks);
    int unchanged = firstGap(kept);
    chunks.clear();
    rows = 0;
    sizeBytes = 0;
    capacity = gaveWay ? kept.length : capacity;
    for (int row : kept) {
      add(before.get(row / chunkRows).row(row % chunkRows), origin(row));
    }
    savedRows = Math.min(savedRows, unchanged / ENTRY_ROWS * ENTRY_ROWS);
    rowsSaved = false;
    newest = null;
    older = null;
    answersSaved = false;
    return had - kept.length;
  }

  private Origin origin(int row) {
    return new Origin(ids[row], labels[row], task.getIndex());
  }

  private void resize(int room) {
    labels = Arrays.copyOf(labels, room);
    ids = Arrays.copyOf(ids, room);
  }

  /** How many of the first rows are kept where they are. */
  private static int firstGap(int[] kept) {
    int gap = 0;
    while (gap < kept.length && kept[gap] == gap) {
      gap++;
    }
    return gap;
  }

  /** How a learner of that version does on the set, which has a sample; changes nothing. */
  Result score(Learner learner, long version) {
    BitSet right = new BitSet(rows);
    double lossNats = 0;
    int row = 0;
    for (Inputs chunk : chunks) {
      Scores scores = learner.predict(chunk);
      for (int i = 0; i < scores.rows(); i++, row++) {
        right.set(row, scores.predicted(i).equals(OptionalInt.of(labels[row])));
        lossNats += scores.lossNats(i, labels[row]);
      }
    }
    return new Result(new Answers(version, rows, right), lossNats / rows);
  }

  /**
   * The outcome of a scoring.
   *
   * @param answers which samples were answered correctly
   * @param lossNats mean cross-entropy; not finite for a model whose arithmetic has overflown
   */
  record Result(Answers answers, double lossNats) {

    /** The loss, or null where it is none. */
    @Nullable Double finiteLossNats() {
      return Double.isFinite(lossNats) ? lossNats : null;
    }
  }

  /**
   * Remembers what the newest version answered in an evaluation.
   *
   * @return how that differs from what the version before it had answered; empty if none was scored
   */
  Optional<Answers.Flips> remember(Answers answers, long inEvaluation) {
    if (newest != null && newest.version() < answers.version()) {
      older = newest;
    }
    newest = answers;
    evaluation = inEvaluation;
    answersSaved = false;
    return Optional.ofNullable(older).map(answers::since);
  }

  /**
   * Writes the entries that rows came to or went from since the last save, then how many entries
   * there are; and the answers, if others were remembered since. What stands in which entry depends
   * on the rows alone, not on when they were saved.
   */
  void save(StateStore store) {
    if (!rowsSaved) {
      saveRows(store);
    }
    if (!answersSaved) {
      saveAnswers(store);
    }
  }

  private void saveRows(StateStore store) {
    int entries = 0;
    for (int from = 0; from < rows; from += ENTRY_ROWS, entries++) {
      int first = from;
      int end = Math.min(rows, from + ENTRY_ROWS);
      if (end > savedRows) {
        store.put(
            Integer.toString(entries),
            ROWS.write(
                (end - first) * (Integer.BYTES + Long.BYTES + features.sizeBytes()),
                entry -> writeRows(first, end, entry)));
      }
    }
    int count = entries;
    for (int gone = count; gone < savedEntries; gone++) {
      store.remove(Integer.toString(gone));
    }
    store.put(
        ENTRIES,
        COUNT.write(
            2 * Integer.BYTES + 1,
            bytes -> bytes.putInt(count).putInt(rows).put((byte) (gaveWay ? 1 : 0))));
    savedRows = rows;
    savedEntries = count;
    rowsSaved = true;
  }

  private void writeRows(int from, int to, ByteBuffer entry) {
    for (int row = from; row < to; row++) {
      entry.putInt(labels[row]).putLong(ids[row]);
      entry.put(chunks.get(row / chunkRows).row(row % chunkRows));
    }
  }

  private void saveAnswers(StateStore store) {
    List<Answers> known = new ArrayList<>();
    Optional.ofNullable(newest).ifPresent(known::add);
    Optional.ofNullable(older).ifPresent(known::add);
    store.put(
        SCORED,
        ANSWERS.write(
            Long.BYTES + known.stream().mapToInt(Answers::sizeBytes).sum(),
            bytes -> {
              bytes.putLong(evaluation);
              known.forEach(answers -> answers.write(bytes));
            }));
    answersSaved = true;
  }

  /** Drops what {@link #save} wrote: of a set that has no sample any more. */
  void remove(StateStore store) {
    for (int entry = 0; entry < savedEntries; entry++) {
      store.remove(Integer.toString(entry));
    }
    store.remove(ENTRIES);
    store.remove(SCORED);
  }

  /**
   * Reads everything that {@link #save} wrote into this empty set.
   *
   * @throws IllegalStateException if something has a format that this version cannot read
   */
  void restore(StateStore store) {
    store.get(ENTRIES).map(COUNT::open).ifPresent(this::restoreSize);
    for (int i = 0; i < savedEntries; i++) {
      ByteBuffer entry = ROWS.open(store.saved(Integer.toString(i)));
      while (entry.hasRemaining()) {
        int label = entry.getInt();
        Origin origin = new Origin(entry.getLong(), label, task.getIndex());
        add(entry.slice(entry.position(), features.sizeBytes()), origin);
        entry.position(entry.position() + features.sizeBytes());
      }
    }
    savedRows = rows;
    rowsSaved = true;
    store.get(SCORED).map(ANSWERS::open).ifPresent(this::restoreAnswers);
  }

  /** The rows come afterwards: a set that gave way makes room for those it has, as before. */
  private void restoreSize(ByteBuffer bytes) {
    savedEntries = bytes.getInt();
    int kept = bytes.getInt();
    gaveWay = bytes.get() != 0;
    capacity = gaveWay ? kept : capacity;
  }

  private void restoreAnswers(ByteBuffer bytes) {
    evaluation = bytes.getLong();
    newest = bytes.hasRemaining() ? Answers.read(bytes) : null;
    older = bytes.hasRemaining() ? Answers.read(bytes) : null;
  }
}
