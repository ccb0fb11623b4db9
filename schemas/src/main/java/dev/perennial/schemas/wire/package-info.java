/**
 * The Confluent wire format: one magic byte, four bytes of schema id, an Avro body. {@link
 * Registry} is the only class that knows the registry's client.
 */
@NullMarked
package dev.perennial.schemas.wire;

import org.jspecify.annotations.NullMarked;
