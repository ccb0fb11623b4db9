package dev.perennial.ingest.scenario;

import dev.perennial.schemas.Sample;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/**
 * The samples of one stream in the order they are published, made as they are asked for. An
 * iterator throws {@link UncheckedIOException} where the data cannot be read on, and lets go of its
 * file at its end.
 */
public interface SampleSequence extends Iterable<Sample> {

  /** How many there are; empty where only the end of the data will tell. */
  OptionalLong size();

  /** Whether a second iterator gives the same samples; what is piped in can be read once. */
  boolean canBeReadAgain();
}
