/**
 * How soon detectors find a drift whose place is known, what they miss and how often they are
 * wrong: {@code bench drift}; and what tasks that are found come to: {@code bench regimes}.
 */
@NullMarked
package dev.perennial.cli.drift;

import org.jspecify.annotations.NullMarked;
