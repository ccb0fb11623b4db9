package dev.perennial.evaluator.web;

import dev.perennial.evaluator.chronicle.ChronicleReader;
import dev.perennial.schemas.app.Condition;

/**
 * Whether the application behind the pages works.
 *
 * @param condition down also if the chronicle is not read and will not be without help
 * @param chronicle what the reader of the chronicle does; one that waits for Kafka is not down
 */
public record Health(Condition condition, ChronicleReader.State chronicle) {}
