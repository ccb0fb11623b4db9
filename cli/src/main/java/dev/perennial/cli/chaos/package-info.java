/**
 * The first promise, tried: a cluster of real processes is struck at random places of the stream,
 * and what stands on its topics in the end is compared, record by record, with what an undisturbed
 * cluster wrote.
 */
@NullMarked
package dev.perennial.cli.chaos;

import org.jspecify.annotations.NullMarked;
