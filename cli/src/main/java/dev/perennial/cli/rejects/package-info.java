/** What was rejected: read, told by reason, fixed and published again. */
@NullMarked
package dev.perennial.cli.rejects;

import org.jspecify.annotations.NullMarked;
