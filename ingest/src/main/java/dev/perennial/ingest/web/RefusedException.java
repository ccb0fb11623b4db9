package dev.perennial.ingest.web;

/** Why a record of a request cannot be taken: a reason in kebab-case, and a sentence. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final String reason;

  RefusedException(String reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
