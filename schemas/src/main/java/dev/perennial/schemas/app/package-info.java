/**
 * What the applications do alike while they run: what they make of failures, and their threads. It
 * does not know who runs it.
 */
@NullMarked
package dev.perennial.schemas.app;

import org.jspecify.annotations.NullMarked;
