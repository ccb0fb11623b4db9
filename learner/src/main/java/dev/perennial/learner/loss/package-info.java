/** What a step makes small: terms that are added, each a few lines of the step program. */
@NullMarked
package dev.perennial.learner.loss;

import org.jspecify.annotations.NullMarked;
