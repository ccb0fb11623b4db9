/** Models as files: safetensors, readable wherever there is a reader for them. */
@NullMarked
package dev.perennial.learner.snapshot;

import org.jspecify.annotations.NullMarked;
