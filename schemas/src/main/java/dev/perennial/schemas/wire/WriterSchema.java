package dev.perennial.schemas.wire;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What must hold for a schema that records were written with, before one of them is read. Pure. */
final class WriterSchema {

  private WriterSchema() {}

  /**
   * Looks at a schema.
   *
   * @param named what messages call it
   * @throws WireFormatException if records written with it cannot be read as {@code reader}
   */
  static void requireReadable(String named, Schema written, Schema reader)
      throws WireFormatException {
    if (!written.getFullName().equals(reader.getFullName())) {
      throw new WireFormatException(
          "incompatible-schema",
          "%s is %s, the topic carries %s"
              .formatted(named, written.getFullName(), reader.getFullName()));
    }
    // The reader itself would look only at the first record, and take it for a broken one.
    SchemaCompatibilityResult compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, written).getResult();
    if (compatibility.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
      throw new WireFormatException(
          "incompatible-schema",
          "%s cannot be read as %s: %s"
              .formatted(named, reader.getFullName(), compatibility.getIncompatibilities()));
    }
    // A few bytes could name a million of them, and each of those a million more.
    if (EmptyItems.areIn(written)) {
      throw new WireFormatException(
          "incompatible-schema", named + " has an array whose items take no bytes");
    }
  }
}
