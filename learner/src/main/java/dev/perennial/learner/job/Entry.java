package dev.perennial.learner.job;

import dev.perennial.schemas.Experience;

/**
 * An experience and where it stands in Kafka.
 *
 * @param routed the record as it came
 * @param experience what it holds
 */
record Entry(Routed routed, Experience experience) {}
