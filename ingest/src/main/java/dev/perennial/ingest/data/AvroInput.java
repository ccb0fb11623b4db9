package dev.perennial.ingest.data;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The bytes of an Avro container file. Avro takes a file that ends within a block for one that ends
 * before it; this knows whether the last bytes are the mark that ends every block.
 */
final class AvroInput extends FilterInputStream {

  private static final int LONGEST_HEADER = 16 << 20;

  private final byte[] mark;
  private final byte[] tail = new byte[DataFileConstants.SYNC_SIZE];

  private AvroInput(InputStream in, byte[] mark) {
    super(in);
    this.mark = mark;
  }

  /**
   * Looks at the header and goes back to the beginning.
   *
   * @throws IOException if the file does not begin with one
   */
  static AvroInput open(InputStream bytes) throws IOException {
    BufferedInputStream in = new BufferedInputStream(bytes);
    in.mark(LONGEST_HEADER);
    BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(in, null);
    byte[] magic = new byte[DataFileConstants.MAGIC.length];
    header.readFixed(magic);
    if (!Arrays.equals(magic, DataFileConstants.MAGIC)) {
      throw new IOException("it does not begin with Avro's mark");
    }
    for (long left = header.readMapStart(); left > 0; left = header.mapNext()) {
      for (long i = 0; i < left; i++) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] mark = new byte[DataFileConstants.SYNC_SIZE];
    header.readFixed(mark);
    in.reset();
    return new AvroInput(in, mark);
  }

  /** Whether what was read up to now ends where a block ends. */
  boolean endsAtABlock() {
    return Arrays.equals(tail, mark);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int count = super.read(into, from, most);
    if (count >= tail.length) {
      System.arraycopy(into, from + count - tail.length, tail, 0, tail.length);
    } else if (count > 0) {
      System.arraycopy(tail, count, tail, 0, tail.length - count);
      System.arraycopy(into, from, tail, tail.length - count, count);
    }
    return count;
  }

  @Override
  public long skip(long most) throws IOException {
    byte[] skipped = new byte[(int) Math.min(most, 1 << 16)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
