/** What the applications decide alike while they run. It knows the failures, not who runs it. */
@NullMarked
package dev.perennial.schemas.app;

import org.jspecify.annotations.NullMarked;
