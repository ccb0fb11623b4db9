/**
 * What turns gradients into changes of parameters, as in-place TorchScript with state that has
 * names.
 */
@NullMarked
package dev.perennial.learner.optimizer;

import org.jspecify.annotations.NullMarked;
