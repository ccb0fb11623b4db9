/** What holds parameters to the values that older periods needed. */
@NullMarked
package dev.perennial.learner.penalty;

import org.jspecify.annotations.NullMarked;
