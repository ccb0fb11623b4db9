/**
 * How well every learning system learns: benchmarks through the learning core, without Kafka, by
 * the pipeline's own code in the pipeline's own order, so that a cell's model is the one that
 * {@code perennial run} makes. {@link dev.perennial.cli.quality.QualityBench} runs cells, {@link
 * dev.perennial.cli.quality.QualityPage} tells what they came to.
 */
@NullMarked
package dev.perennial.cli.quality;

import org.jspecify.annotations.NullMarked;
