/** What happens to weights after the optimizer. */
@NullMarked
package dev.perennial.learner.weights;

import org.jspecify.annotations.NullMarked;
