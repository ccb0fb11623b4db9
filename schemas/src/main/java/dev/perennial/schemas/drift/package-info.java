/**
 * Noticing that a stream has changed, and which of its regimes it is in. A {@link
 * dev.perennial.schemas.drift.ChangeDetector} watches one number, the error of a learner for
 * example; a {@link dev.perennial.schemas.drift.FeatureDetector} watches the features of samples;
 * {@link dev.perennial.schemas.drift.Detectors} makes both from a setting; {@link
 * dev.perennial.schemas.drift.RegimeTracker} adds {@link dev.perennial.schemas.drift.Regimes},
 * which know a regime that returns. Applications never import each other, so what they all detect
 * with stands here.
 *
 * <p>Everything is a fold: no clock, no shared random numbers, and what is saved and read back goes
 * on to the bit. Nothing is thread-safe; an instance is owned by the thread that feeds it.
 */
@NullMarked
package dev.perennial.schemas.drift;

import org.jspecify.annotations.NullMarked;
