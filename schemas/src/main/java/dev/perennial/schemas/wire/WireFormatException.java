package dev.perennial.schemas.wire;

/**
 * Bytes that are no record of the expected type. A value for the rejects topic, not a failure of
 * the application.
 */
public final class WireFormatException extends Exception {

  private final String reason;
  private final String detail;

  WireFormatException(String reason, String detail) {
    super(detail);
    this.reason = reason;
    this.detail = detail;
  }

  /**
   * The broken rule in kebab-case: {@code not-wire-format}, {@code unknown-schema}, {@code
   * incompatible-schema}, {@code not-avro} or, of a container file, {@code compressed}.
   */
  public String reason() {
    return reason;
  }

  /** One sentence that names the thing, the rule and the value; the same as the message. */
  public String detail() {
    return detail;
  }
}
