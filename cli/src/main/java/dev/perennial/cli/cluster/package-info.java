/**
 * A cluster of real processes on this machine: every part of the pipeline in a JVM of its own, to
 * be watched, killed and started again one by one.
 */
@NullMarked
package dev.perennial.cli.cluster;

import org.jspecify.annotations.NullMarked;
