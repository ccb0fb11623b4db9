package dev.perennial.schemas;

/**
 * Why bytes are no tensor.
 *
 * @param reason the broken rule in kebab-case: {@code wrong-shape}, {@code wrong-length} or {@code
 *     not-finite}
 * @param detail one sentence that names the thing, the rule and the value
 */
public record TensorFault(String reason, String detail) {}
