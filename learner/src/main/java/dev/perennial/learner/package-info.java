/** The register of learning systems. */
@NullMarked
package dev.perennial.learner;

import org.jspecify.annotations.NullMarked;
