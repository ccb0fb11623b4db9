/**
 * What the Kafka Streams applications tell of themselves alike. It alone needs Kafka Streams and
 * Micrometer, which are optional dependencies: whoever uses it names both.
 */
@NullMarked
package dev.perennial.schemas.streams;

import org.jspecify.annotations.NullMarked;
