package dev.perennial.ingest.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small files by hand; a name that ends in {@code .gz} is compressed. */
final class DataFileWriter {

  private DataFileWriter() {}

  static Path write(Path file, byte[] contents) throws IOException {
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(contents);
    }
    return file;
  }

  static byte[] bytes(int... unsigned) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : unsigned) {
      out.write(value);
    }
    return out.toByteArray();
  }
}
