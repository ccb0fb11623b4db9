package dev.perennial.evaluator.board;

/**
 * A kind of refused record.
 *
 * @param topic where it came from
 * @param reason the rule it broke, in kebab-case
 */
public record Rejection(String topic, String reason) {}
