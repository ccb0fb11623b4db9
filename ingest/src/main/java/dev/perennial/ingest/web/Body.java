package dev.perennial.ingest.web;

import dev.perennial.schemas.http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. It is read in a thread of its own: nothing but closing a socket ends
 * what waits for it, so whoever is to tell its client that it is late must not be the one to wait.
 * Belongs to one thread.
 */
final class Body implements AutoCloseable {

  /** Room is taken for so much before it is read. */
  private static final int PIECE = 16 << 10;

  private final InputStream in;
  private final GatewaySettings settings;
  private final Room.Place place;
  private final ExecutorService threads;
  private @Nullable Future<byte[]> reading;

  Body(InputStream in, GatewaySettings settings, Room.Place place, ExecutorService threads) {
    this.in = in;
    this.settings = settings;
    this.place = place;
    this.threads = threads;
  }

  /**
   * Waits for all of it.
   *
   * @throws TurnedAwayException if it does not come in time, is too large, or finds no room
   * @throws IOException if the client is gone
   */
  byte[] bytes() throws IOException, TurnedAwayException {
    reading = threads.submit(this::read);
    try {
      return reading.get(settings.readTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TurnedAwayException(
          Reply.error(408, "a body must come within " + settings.readTimeout())
              .with("Connection", "close"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TurnedAwayException turnedAway) {
        throw turnedAway;
      }
      if (e.getCause() instanceof IOException gone) {
        throw gone;
      }
      throw new IllegalStateException("a body could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the request was given up");
    }
  }

  private byte[] read() throws IOException, TurnedAwayException {
    try {
      return whole();
    } catch (TurnedAwayException e) {
      // A client that still sends would find its connection reset instead of the answer.
      in.transferTo(OutputStream.nullOutputStream());
      throw e;
    }
  }

  private byte[] whole() throws IOException, TurnedAwayException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] piece = piece(); piece.length > 0; piece = piece()) {
      if (body.size() + piece.length > settings.maxBytes()) {
        throw new TurnedAwayException(
            Reply.error(413, "a body must have at most %d bytes".formatted(settings.maxBytes())));
      }
      body.writeBytes(piece);
    }
    return body.toByteArray();
  }

  private byte[] piece() throws IOException, TurnedAwayException {
    place.take(PIECE);
    return in.readNBytes(PIECE);
  }

  /** Ends the reading of what has not come, and the connection with it. */
  @Override
  public void close() {
    if (reading != null) {
      reading.cancel(true);
    }
  }
}
