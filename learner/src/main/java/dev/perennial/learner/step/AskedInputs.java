package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Inputs;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What programs see of the rows that a learner is asked about. On the host a view of them. On a
 * device rows that come a second time as they were stay there, as hold-out sets do, which every
 * scoring asks about; others, a batch or an unlabelled sample, go over with each call. What changed
 * or is gone gives its place back with the next call. Owned by one thread.
 */
public final class AskedInputs {

  private final Residence residence;
  private final InputView view;
  private final Map<Inputs, Asked> asked = new WeakHashMap<>();
  private final ReferenceQueue<Inputs> gone = new ReferenceQueue<>();

  /** None yet, of rows of such features. */
  public AskedInputs(Residence residence, Features features) {
    this.residence = residence;
    this.view = new InputView(residence.host(), features);
  }

  /** All the rows there is room for; valid until the next call. */
  public NDArray of(Inputs inputs) {
    if (residence.isHost()) {
      return view.of(inputs);
    }
    freeGone();
    Asked before = asked.get(inputs);
    if (before == null || before.revision != inputs.revision()) {
      if (before != null) {
        before.free();
      }
      asked.put(inputs, new Asked(inputs, gone));
      return view.of(inputs);
    }
    NDArray rows = before.rows;
    if (rows == null) {
      NDArray seen = view.of(inputs);
      rows = residence.resident(seen);
      residence.upload(seen, rows);
      before.rows = rows;
    }
    return rows;
  }

  private void freeGone() {
    for (Reference<? extends Inputs> one = gone.poll(); one != null; one = gone.poll()) {
      ((Asked) one).free();
    }
  }

  /** Inputs as they were when they were last asked about. */
  private static final class Asked extends WeakReference<Inputs> {

    private final long revision;
    private @Nullable NDArray rows;

    Asked(Inputs inputs, ReferenceQueue<Inputs> gone) {
      super(inputs, gone);
      this.revision = inputs.revision();
    }

    void free() {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }
}
