/** A cluster that lets nobody in who does not show who it is. */
@NullMarked
package dev.perennial.cli.secured;

import org.jspecify.annotations.NullMarked;
