/** Measurements of parts of the pipeline as processes of their own. */
@NullMarked
package dev.perennial.cli.bench;

import org.jspecify.annotations.NullMarked;
