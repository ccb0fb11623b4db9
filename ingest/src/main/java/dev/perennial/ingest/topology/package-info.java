/**
 * What happens to one record of {@code samples} or {@code control} on its way to {@code
 * experiences} or {@code rejects}. {@link dev.perennial.ingest.topology.IngestTopology} shows the
 * parts and how they meet; {@code Rules} is the page of everything that can be wrong with input.
 */
@NullMarked
package dev.perennial.ingest.topology;

import org.jspecify.annotations.NullMarked;
