/**
 * The gradient learners: a {@link dev.perennial.learner.strategy.Strategy} states what one does
 * differently, a {@link dev.perennial.learner.strategy.GradientLearner} does the rest.
 */
@NullMarked
package dev.perennial.learner.strategy;

import org.jspecify.annotations.NullMarked;
