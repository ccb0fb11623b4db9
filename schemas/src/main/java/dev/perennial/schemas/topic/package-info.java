/** The topics: their names, what they carry and how long they keep it. */
@NullMarked
package dev.perennial.schemas.topic;

import org.jspecify.annotations.NullMarked;
