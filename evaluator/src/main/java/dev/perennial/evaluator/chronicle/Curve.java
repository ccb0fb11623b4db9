package dev.perennial.evaluator.chronicle;

import java.util.Optional;

/**
 * Points of one subject.
 *
 * @param subject what it shows
 * @param taskName the name of the subject's task; empty exactly when it is about none
 * @param points some or all that are kept
 */
public record Curve(Subject subject, Optional<String> taskName, Points points) {}
