/**
 * Measures; never deployed. Each class is a JMH benchmark that says in its javadoc what it is for.
 */
@NullMarked
package dev.perennial.bench;

import org.jspecify.annotations.NullMarked;
