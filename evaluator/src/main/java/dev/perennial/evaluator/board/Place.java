package dev.perennial.evaluator.board;

import java.time.Instant;

/**
 * What a value is as of.
 *
 * @param version how many steps the model had learned
 * @param sequence the place in the stream's log; -1 before its first entry, as on the wire
 * @param eventTime the event time there
 */
public record Place(long version, long sequence, Instant eventTime) {}
