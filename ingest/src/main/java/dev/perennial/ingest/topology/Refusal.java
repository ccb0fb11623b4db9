package dev.perennial.ingest.topology;

/**
 * Why input is not accepted.
 *
 * @param reason the broken rule in kebab-case
 * @param detail one sentence that names the thing, the rule and the value
 */
record Refusal(String reason, String detail) {}
