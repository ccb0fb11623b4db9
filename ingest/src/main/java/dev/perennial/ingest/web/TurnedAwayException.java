package dev.perennial.ingest.web;

import dev.perennial.schemas.http.Reply;

/** Why a request is answered before its records are looked at, or all of them are. */
final class TurnedAwayException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Reply reply;

  TurnedAwayException(Reply reply) {
    super("status " + reply.status());
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }
}
