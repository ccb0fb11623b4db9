/**
 * The topics: their names, what they carry, how long they keep it, and the command that creates
 * them.
 */
@NullMarked
package dev.perennial.schemas.topic;

import org.jspecify.annotations.NullMarked;
