/** What a sample costs as memory, tasks and the run itself become larger: {@code bench growth}. */
@NullMarked
package dev.perennial.cli.growth;

import org.jspecify.annotations.NullMarked;
