package dev.perennial.ingest.topology;

import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** A record, and where it was read. */
record Origin(String topic, int partition, long offset, Record<byte[], byte[]> record) {

  static Origin of(Record<byte[], byte[]> record, RecordMetadata from) {
    return new Origin(from.topic(), from.partition(), from.offset(), record);
  }

  /** When it was written, in milliseconds since 1970, at least 0. */
  long time() {
    return record.timestamp();
  }
}
