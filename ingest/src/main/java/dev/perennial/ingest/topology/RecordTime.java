package dev.perennial.ingest.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time a record was written, 0 if its publisher gave none: Kafka Streams would stop at a
 * negative time, or pass the record over. Thread-safe.
 */
final class RecordTime implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
