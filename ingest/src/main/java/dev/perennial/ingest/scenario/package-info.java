/**
 * Scenarios: how a data set becomes a stream of tasks. A {@code Scenario} is what a user names;
 * what it makes of a data set is a {@code Curriculum}, the samples to publish in their order. All
 * of it is a function of the data and a seed.
 */
@NullMarked
package dev.perennial.ingest.scenario;

import org.jspecify.annotations.NullMarked;
