package dev.perennial.schemas.wire;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Finds arrays whose items take no bytes: their length costs the writer nothing and the reader a
 * turn an item. Pure.
 */
final class EmptyItems {

  private EmptyItems() {}

  /** Whether there is one anywhere in {@code schema}. */
  static boolean areIn(Schema schema) {
    return areIn(schema, new HashSet<>());
  }

  private static boolean areIn(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case ARRAY ->
          takesNoBytes(schema.getElementType(), new HashSet<>())
              || areIn(schema.getElementType(), seen);
      case MAP -> areIn(schema.getValueType(), seen);
      case UNION -> schema.getTypes().stream().anyMatch(branch -> areIn(branch, seen));
      case RECORD ->
          seen.add(schema.getFullName())
              && schema.getFields().stream().anyMatch(field -> areIn(field.schema(), seen));
      default -> false;
    };
  }

  /** A record within itself without a union between could never be written: it counts as empty. */
  private static boolean takesNoBytes(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD ->
          !seen.add(schema.getFullName())
              || schema.getFields().stream().allMatch(field -> takesNoBytes(field.schema(), seen));
      default -> false;
    };
  }
}
