package dev.perennial.schemas.drift;

import dev.perennial.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Says of each sample of a stream which regime the stream is in. A {@link FeatureDetector} watches
 * the {@link Projection} of the features; when it declares a change, the next {@link
 * DriftSettings#window} samples are summarized, and their summary decides whether a known regime
 * has returned, the present one goes on after all, or a new one begins. Until then the number
 * stays.
 *
 * <p>Why samples after the alarm decide and not those before it: a detector is late by a number of
 * samples that nobody knows, so those before the alarm are of both regimes, and a mixture resembles
 * neither. Waiting costs a window of delay; a wrong new regime would cost more. If changes are
 * declared again meanwhile, as where one is gradual, the window begins anew. For the same reason a
 * sample joins the summary of its regime only when at least a window has gone by without a change;
 * those between are left out.
 *
 * <p>A change by command is one whose place is known: a new regime begins right there, without
 * being compared.
 *
 * <p>The state is a few KB: see {@link #sizeBytes}. It names its format, the number of elements and
 * its detector. With another detector in the settings the one that was saved is dropped, and the
 * regimes go on. Owned by one thread.
 */
public final class RegimeTracker {

  private static final byte FORMAT = 1;

  private final DriftSettings settings;
  private final int elements;
  private final Projection projection;
  private final Regimes regimes;
  private FeatureDetector detector;
  // Samples of the present regime, if no change is declared before the window after them is full.
  private Summary older;
  private Summary newer;
  private boolean isDeciding;

  /**
   * A stream in regime 0.
   *
   * @param elements how many a sample has, at least 1
   */
  public RegimeTracker(DriftSettings settings, int elements) {
    this.settings = settings;
    this.elements = elements;
    this.projection = new Projection(elements);
    this.regimes = new Regimes(projection.features(), settings.sameBelow(), settings.mostRegimes());
    this.detector = freshDetector();
    this.older = empty();
    this.newer = empty();
  }

  private FeatureDetector freshDetector() {
    return Detectors.parse(settings.detector()).forFeatures(projection.features());
  }

  private Summary empty() {
    return new Summary(projection.features());
  }

  /** The number of the regime the stream is in. */
  public int current() {
    return regimes.current();
  }

  /** Whether a change was declared and it is not decided yet which regime follows. */
  public boolean isDeciding() {
    return isDeciding;
  }

  /**
   * Takes the next sample in.
   *
   * @return the number of the regime the sample belongs to
   * @throws IllegalArgumentException if it has another number of elements
   */
  public int add(Tensor sample) {
    float[] features = projection.of(sample);
    if (detector.add(features)) {
      older = empty();
      newer = empty();
      isDeciding = true;
      return regimes.current();
    }
    newer.add(features);
    if (newer.count() >= settings.window()) {
      turn();
    }
    return regimes.current();
  }

  private void turn() {
    if (isDeciding) {
      regimes.enter(newer);
      isDeciding = false;
    } else {
      regimes.learn(older);
      older = newer;
    }
    newer = empty();
  }

  /**
   * Begins a new regime at this place of the stream, because somebody says so; the present one goes
   * on if it has had no samples yet.
   *
   * @return the number of the regime that begins
   */
  public int changeByCommand() {
    if (!isDeciding) {
      regimes.learn(older);
      regimes.learn(newer);
    }
    regimes.enterNew();
    detector = freshDetector();
    older = empty();
    newer = empty();
    isDeciding = false;
    return regimes.current();
  }

  /**
   * How many bytes {@link #encode} would put now. With f = min(elements, 16): 16 f a regime, twice
   * that for samples not settled yet, and the detector: of {@code hdddm} 128 f at its defaults, of
   * {@code page-hinkley} 48 f, of {@code kswin} up to 428 f, of {@code adwin} some 1,600 f after a
   * million samples.
   */
  public int sizeBytes() {
    return 2
        + 2 * Integer.BYTES
        + name().length
        + detector.sizeBytes()
        + regimes.sizeBytes()
        + older.sizeBytes()
        + newer.sizeBytes();
  }

  private byte[] name() {
    return settings.detector().getBytes(StandardCharsets.UTF_8);
  }

  /** Puts the whole state. */
  public void encode(ByteBuffer to) {
    byte[] name = name();
    to.put(FORMAT).putInt(elements).put((byte) (isDeciding ? 1 : 0));
    regimes.encode(to);
    older.encode(to);
    newer.encode(to);
    to.putInt(name.length).put(name);
    detector.encode(to);
  }

  /**
   * Becomes what {@link #encode} put, which must be the last in the buffer.
   *
   * @throws IllegalStateException if it is of another format or of samples with another number of
   *     elements
   */
  public void decode(ByteBuffer from) {
    byte format = from.get();
    int saved = from.getInt();
    if (format != FORMAT || saved != elements) {
      throw new IllegalStateException(
          "regimes must be of format %d and %d elements: %d and %d"
              .formatted(FORMAT, elements, format, saved));
    }
    isDeciding = from.get() == 1;
    regimes.decode(from);
    older.decode(from);
    newer.decode(from);
    byte[] name = new byte[from.getInt()];
    from.get(name);
    detector = freshDetector();
    if (settings.detector().equals(new String(name, StandardCharsets.UTF_8))) {
      detector.decode(from);
    } else {
      from.position(from.limit());
    }
  }
}
