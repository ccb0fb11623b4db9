/**
 * The learners without gradients through a shared network: fixed features and closed-form or
 * per-class heads. A {@link dev.perennial.learner.analytic.FeatureMap} states what they see, a
 * {@link dev.perennial.learner.analytic.Head} what they keep and how they score; an {@link
 * dev.perennial.learner.analytic.AnalyticLearner} does the rest.
 */
@NullMarked
package dev.perennial.learner.analytic;

import org.jspecify.annotations.NullMarked;
