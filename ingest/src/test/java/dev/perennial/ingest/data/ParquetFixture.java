package dev.perennial.ingest.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes small Parquet files with Parquet's own writer. */
final class ParquetFixture {

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message row {
            required double x;
            optional boolean on;
            required group v (LIST) { repeated group list { optional int32 element; } }
            required int64 price (DECIMAL(9, 2));
            required int64 at (TIMESTAMP(MILLIS, true));
            required int32 key;
            required binary shift (STRING);
            required binary class (STRING);
          }
          """);

  /** How pages are compressed. */
  enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    ZSTD
  }

  private ParquetFixture() {}

  static Path write(Path file, Codec codec, int rows) throws IOException {
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .withRowGroupSize(64L * 1024)
            .withCompressionCodec(CompressionCodecName.valueOf(codec.name()));
    if (codec == Codec.GZIP) {
      builder.withCodecFactory(new GzipWriting());
    }
    try (ParquetWriter<Group> writer = builder.build()) {
      for (int i = 0; i < rows; i++) {
        Group row = new SimpleGroup(SCHEMA);
        row.add("x", i + 0.5);
        row.add("on", i % 2 == 1);
        Group list = row.addGroup("v");
        list.addGroup("list").add("element", i);
        list.addGroup("list").add("element", 10 * i);
        row.add("price", new BigDecimal(i + ".05").unscaledValue().longValue());
        row.add("at", (long) i);
        row.add("key", i);
        row.add("shift", "day");
        row.add("class", "c" + i % 10);
        writer.write(row);
      }
    }
    return file;
  }

  static int rowGroups(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getRowGroups().size();
    }
  }

  private static final class GzipWriting implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            bytes.writeAllTo(gzip);
          }
          return BytesInput.from(out);
        }

        @Override
        public CompressionCodecName getCodecName() {
          return CompressionCodecName.GZIP;
        }

        @Override
        public void release() {}
      };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
      throw new UnsupportedOperationException("nothing is read");
    }

    @Override
    public void release() {}
  }
}
