/** Random numbers as a function of seed, purpose and counter: the same for whoever asks. */
@NullMarked
package dev.perennial.schemas.random;

import org.jspecify.annotations.NullMarked;
