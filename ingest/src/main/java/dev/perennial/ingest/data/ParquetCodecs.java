package dev.perennial.ingest.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's own codecs, and gzip, for which Parquet itself would ask Hadoop. */
final class ParquetCodecs implements CompressionCodecFactory {

  private static final int ANY_PAGE = 0;

  private final CodecFactory others = new CodecFactory(new PlainParquetConfiguration(), ANY_PAGE);

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return others.getCompressor(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return name == CompressionCodecName.GZIP ? new Gzip() : others.getDecompressor(name);
  }

  @Override
  public void release() {
    others.release();
  }

  private static final class Gzip implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
      return BytesInput.from(inflated(bytes.toInputStream(), decompressedSize));
    }

    @Override
    public void decompress(
        ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
        throws IOException {
      byte[] compressed = new byte[compressedSize];
      input.get(compressed);
      output.put(inflated(new ByteArrayInputStream(compressed), decompressedSize));
    }

    private static byte[] inflated(InputStream compressed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(compressed)) {
        return in.readNBytes(size);
      }
    }

    @Override
    public void release() {}
  }
}
