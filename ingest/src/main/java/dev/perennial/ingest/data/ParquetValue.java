package dev.perennial.ingest.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** What a Parquet value means: a number, a boolean, a text or a time. */
final class ParquetValue {

  private ParquetValue() {}

  static Object of(Group from, int field, int index) {
    PrimitiveType type = from.getType().getType(field).asPrimitiveType();
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> from.getBoolean(field, index);
      case FLOAT -> from.getFloat(field, index);
      case DOUBLE -> from.getDouble(field, index);
      case INT32 -> integer(meaning, from.getInteger(field, index));
      case INT64 -> integer(meaning, from.getLong(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
          meaning instanceof DecimalLogicalTypeAnnotation decimal
              ? new BigDecimal(
                  new BigInteger(from.getBinary(field, index).getBytes()), decimal.getScale())
              : from.getBinary(field, index).toStringUsingUTF8();
    };
  }

  private static Object integer(@Nullable LogicalTypeAnnotation meaning, long value) {
    if (meaning instanceof TimestampLogicalTypeAnnotation time) {
      return Instant.EPOCH.plus(
          value,
          switch (time.getUnit()) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
          });
    }
    return meaning instanceof DecimalLogicalTypeAnnotation decimal
        ? BigDecimal.valueOf(value, decimal.getScale())
        : (Object) value;
  }
}
