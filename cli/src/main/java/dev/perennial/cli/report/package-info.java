/** Shows what a run came to: tables and plots for a terminal, a report file, a page. */
@NullMarked
package dev.perennial.cli.report;

import org.jspecify.annotations.NullMarked;
