package dev.perennial.ingest.data;

import java.io.IOException;

/** A row that cannot be used, though the rows after it may; names file, row, rule and value. */
public final class BadRowException extends IOException {

  private static final long serialVersionUID = 1;

  BadRowException(String message) {
    super(message);
  }
}
