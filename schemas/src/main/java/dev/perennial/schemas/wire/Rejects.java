package dev.perennial.schemas.wire;

import dev.perennial.schemas.Reject;
import dev.perennial.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes rejects that fit their topic, whatever was rejected. Pure, thread-safe. */
public final class Rejects {

  /** The longest detail, in UTF-16 units: what it quotes of the input may be of any length. */
  static final int MAX_DETAIL_LENGTH = 500;

  /** What a record's key, twice, and its value may come to; the rest of the limit is for others. */
  private static final int MAX_CARRIED_BYTES = Topic.MAX_OUTPUT_BYTES - (64 << 10);

  private Rejects() {}

  /**
   * Where a rejected record stands.
   *
   * @param topic it was read from
   */
  public record Place(String topic, int partition, long offset) {}

  /**
   * A reject with the record's key and value, whole wherever publishers write its topic. A record
   * of another topic may be too large to be carried beside its key: then the first {@link
   * Topic#MAX_INPUT_BYTES} of key and value are there, and the detail says how many there were. A
   * detail that is too long is shortened.
   *
   * @param key the record's, null for none; not copied
   * @param value the record's, null for none; not copied
   * @param reason the broken rule in kebab-case
   * @param detail one sentence that names the thing, the rule and the value
   */
  public static Reject of(
      Place place,
      Instant recordTime,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason,
      String detail) {
    int keyBytes = key == null ? 0 : key.length;
    int valueBytes = value == null ? 0 : value.length;
    boolean isCarried = 2L * keyBytes + valueBytes <= MAX_CARRIED_BYTES;
    String told = shortened(detail);
    return new Reject(
        place.topic(),
        place.partition(),
        place.offset(),
        recordTime,
        buffer(isCarried ? key : cut(key)),
        buffer(isCarried ? value : cut(value)),
        reason,
        isCarried
            ? told
            : "%s; cut from %d bytes of key and %d of value".formatted(told, keyBytes, valueBytes));
  }

  /** The key that a reject is written under: its record's, as far as it is carried. */
  public static byte @Nullable [] keyOf(Reject reject) {
    ByteBuffer carried = reject.getKey();
    if (carried == null) {
      return null;
    }
    byte[] key = new byte[carried.remaining()];
    carried.duplicate().get(key);
    return key;
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL_LENGTH
        ? detail
        : detail.substring(0, MAX_DETAIL_LENGTH - 1) + '…';
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes) {
    return bytes == null || bytes.length <= Topic.MAX_INPUT_BYTES
        ? bytes
        : Arrays.copyOf(bytes, Topic.MAX_INPUT_BYTES);
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
