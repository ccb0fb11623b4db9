/** What happens to a gradient before it changes anything. */
@NullMarked
package dev.perennial.learner.gradient;

import org.jspecify.annotations.NullMarked;
