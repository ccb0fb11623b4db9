package dev.perennial.evaluator.drift;

import dev.perennial.schemas.drift.ChangeDetector;
import dev.perennial.schemas.drift.Detectors;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A detector on the errors of a learner: 1 for a wrong answer, 0 for a right one, in the order of
 * the log. Of {@value #QUIET} answers after a change nothing more is said: a window that drops its
 * past piece by piece finds one change several times, and a learner needs a while to find its feet.
 * Owned by one thread.
 */
public final class ErrorWatch {

  static final int QUIET = 500;

  private static final byte VERSION = 1;

  /** What was saved, or what the detector is of; empty before the first answer. */
  private String setting = "";

  private @Nullable ChangeDetector detector;
  private int quiet;

  /** One that has seen nothing. */
  public ErrorWatch() {}

  /**
   * Takes the next answer.
   *
   * @param wanted the detector's setting; one that differs from the last time's begins anew
   * @return whether the stream is said to have changed here
   */
  public boolean add(String wanted, boolean isRight) {
    ChangeDetector watching = detector;
    if (watching == null || !setting.equals(wanted)) {
      watching = Detectors.parse(wanted).forErrors();
      detector = watching;
      setting = wanted;
      quiet = 0;
    }
    boolean isFound = watching.add(isRight ? 0 : 1);
    if (quiet > 0) {
      quiet--;
      return false;
    }
    quiet = isFound ? QUIET : 0;
    return isFound;
  }

  /** Writes the whole state. */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(setting);
    out.writeInt(quiet);
    if (detector != null) {
      ByteBuffer bytes = ByteBuffer.allocate(detector.sizeBytes());
      detector.encode(bytes);
      out.writeInt(bytes.position());
      out.write(bytes.array(), 0, bytes.position());
    }
  }

  /**
   * The state that {@link #save} wrote.
   *
   * @throws IOException if it is of another version
   */
  public static ErrorWatch load(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of a drift detector has unknown version " + version);
    }
    ErrorWatch watch = new ErrorWatch();
    watch.setting = in.readUTF();
    watch.quiet = in.readInt();
    if (!watch.setting.isEmpty()) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      ChangeDetector detector = Detectors.parse(watch.setting).forErrors();
      detector.decode(ByteBuffer.wrap(bytes));
      watch.detector = detector;
    }
    return watch;
  }
}
