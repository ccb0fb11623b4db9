/** What the applications' web servers do alike: who may come in, for how long, and what is said. */
@NullMarked
package dev.perennial.schemas.http;

import org.jspecify.annotations.NullMarked;
