package dev.perennial.schemas.app;

/** How an application is, as those ask who would start it anew or send it work. */
public enum Condition {
  /** It works on what it has been given. */
  READY,
  /** It does not work just now, and will without help: it starts, restores, or waits for others. */
  WAITING,
  /** It does not work, and will not without help. */
  DOWN
}
