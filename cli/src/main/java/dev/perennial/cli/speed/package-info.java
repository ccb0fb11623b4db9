/** How fast a learner is, from its bare arithmetic to the whole pipeline. */
@NullMarked
package dev.perennial.cli.speed;

import org.jspecify.annotations.NullMarked;
