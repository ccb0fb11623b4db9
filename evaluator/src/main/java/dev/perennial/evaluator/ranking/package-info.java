/**
 * Which learner of a stream does best: its objective over its newest evaluations, the paired test
 * that tells a difference from luck, and who should take the champion's place. Knows no Kafka.
 */
@NullMarked
package dev.perennial.evaluator.ranking;

import org.jspecify.annotations.NullMarked;
