/**
 * The ingest application: turns samples and commands into one ordered log of experiences a stream,
 * and everything it cannot accept into rejects. {@link dev.perennial.ingest.Ingest} runs it, {@link
 * dev.perennial.ingest.topology.IngestTopology} is what it runs.
 */
@NullMarked
package dev.perennial.ingest;

import org.jspecify.annotations.NullMarked;
