/**
 * The contract between Perennial's applications: the Avro records that cross topics, and the
 * tensors inside them. Applications meet on topics only, so everything two of them must agree on
 * stands in this module.
 */
@NullMarked
package dev.perennial.schemas;

import org.jspecify.annotations.NullMarked;
