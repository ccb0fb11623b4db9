/** Commands to learners: what asks for them, and what became of them. */
@NullMarked
package dev.perennial.cli.control;

import org.jspecify.annotations.NullMarked;
