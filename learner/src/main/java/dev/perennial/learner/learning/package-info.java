/**
 * What learns: the {@link dev.perennial.learner.learning.Learner} contract and the values that go
 * in and come out. Knows no engine and no streaming system: {@code job} drives it, the packages
 * beside it implement it.
 */
@NullMarked
package dev.perennial.learner.learning;

import org.jspecify.annotations.NullMarked;
