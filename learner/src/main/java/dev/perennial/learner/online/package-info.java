/**
 * Learners of rows in the order of the stream, without gradients: a memory of neighbours and a
 * forest of Hoeffding trees. They predict a row, learn it, and go on to the next, inside a batch as
 * between batches. Plain Java.
 */
@NullMarked
package dev.perennial.learner.online;

import org.jspecify.annotations.NullMarked;
