package dev.perennial.ingest.publish;

/**
 * Where a record stands in its topic.
 *
 * @param partition the partition, from 0
 * @param offset the offset in the partition, from 0
 */
public record Place(int partition, long offset) {}
