/**
 * The step as one program: TorchScript that is composed from the fragments of strategy, network and
 * optimizer, archived by Java, compiled by libtorch once a thread and called once per update.
 */
@NullMarked
package dev.perennial.learner.step;

import org.jspecify.annotations.NullMarked;
