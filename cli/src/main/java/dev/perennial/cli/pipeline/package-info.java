/**
 * Streams a data set through the whole pipeline, waits until every sample is learned and measured,
 * and counts by what stands on the topics whether each was, exactly once.
 */
@NullMarked
package dev.perennial.cli.pipeline;

import org.jspecify.annotations.NullMarked;
