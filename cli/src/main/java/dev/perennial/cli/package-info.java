/**
 * The {@code perennial} command: one class a subcommand. What they do is done in the packages
 * below; here stands how it is asked for and shown.
 */
@NullMarked
package dev.perennial.cli;

import org.jspecify.annotations.NullMarked;
