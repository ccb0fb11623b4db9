package dev.perennial.ingest.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one name, one after the other. Where they begin and end depends on the clock;
 * what stands in the topics does not. One thread at a time.
 */
final class Transactions {

  /** A transaction that is older is due. */
  static final Duration LONGEST = Duration.ofMillis(200);

  private static final int MOST_RECORDS = 1_000;

  /** Longer than a client waits between two tries to take a name over. */
  private static final Duration TAKING_OVER = Duration.ofMillis(1_500);

  /** What a failure means for the name. */
  private enum End {
    /** The broker ended the open transaction; the name is still ours. */
    UNDONE,
    /** Another publisher has the name, or an administrator has ended ours. */
    TAKEN_OVER,
    /** Neither, as far as the broker says. */
    FAILED
  }

  private final Producer<?, ?> producer;
  private final Supplier<Admin> admins;
  private final String name;
  private int uncommitted;
  private long begun;
  private @Nullable End end;

  /**
   * Of a producer that has initialized them and is closed elsewhere.
   *
   * @param admins open a connection to the producer's cluster
   */
  Transactions(Producer<?, ?> producer, Supplier<Admin> admins, String name) {
    this.producer = producer;
    this.admins = admins;
    this.name = name;
  }

  /** Counts a record that is sent next, in a new transaction if none is open. */
  void begin() {
    if (uncommitted == 0) {
      producer.beginTransaction();
      begun = System.nanoTime();
    }
    uncommitted++;
  }

  /** Ends the open one, if there is one, and waits until it is committed. */
  void commit() {
    if (uncommitted > 0) {
      uncommitted = 0;
      producer.commitTransaction();
    }
  }

  /** Ends the open one if it has many records or is old. */
  void commitIfDue() {
    if (uncommitted >= MOST_RECORDS || System.nanoTime() - begun > LONGEST.toNanos()) {
      commit();
    }
  }

  /**
   * What is thrown because a record or a commit failed; a new one each time.
   *
   * @return a {@link TransactionUndoneException} if the broker ended a transaction and the name is
   *     still ours
   */
  KafkaException failed(Exception failure) {
    Exception cause = said(failure);
    if (end == null) {
      end = endBy(cause);
    }
    return switch (end) {
      case UNDONE -> new TransactionUndoneException(name, cause);
      case TAKEN_OVER ->
          new KafkaException(
              "another publisher has taken over %s, or an administrator ended it: %s"
                  .formatted(name, cause.getMessage()),
              cause);
      case FAILED -> new KafkaException("a record was not published: " + cause.getMessage(), cause);
    };
  }

  /**
   * An old epoch means that a transaction timed out or that another publisher began, and only the
   * answer to an abort tells which. A broker that has undone a transaction calls its commit an
   * invalid state, after which the client accepts no abort.
   */
  private End endBy(Exception cause) {
    if (cause instanceof ProducerFencedException) {
      return End.TAKEN_OVER;
    }
    boolean mayBeUndone =
        cause instanceof InvalidTxnStateException
            || cause instanceof InvalidProducerEpochException
            || cause instanceof TransactionAbortableException;
    if (!mayBeUndone) {
      return End.FAILED;
    }
    try {
      producer.abortTransaction();
    } catch (ProducerFencedException e) {
      return End.TAKEN_OVER;
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      if (!(said(e) instanceof InvalidTxnStateException)) {
        return End.FAILED;
      }
    }
    return isStillOurs() ? End.UNDONE : End.TAKEN_OVER;
  }

  /**
   * Another publisher takes a name over in two steps: the broker undoes what is open, and some
   * tenths of a second later, when asked again, gives it a new epoch. In between it answers us as
   * if a transaction had timed out, so only a name that stays as it is is ours.
   */
  private boolean isStillOurs() {
    try (Admin admin = admins.get()) {
      TransactionDescription then = describe(admin);
      LockSupport.parkNanos(TAKING_OVER.toNanos());
      TransactionDescription now = describe(admin);
      return now.producerId() == then.producerId()
          && now.producerEpoch() == then.producerEpoch()
          && (now.state() == TransactionState.COMPLETE_ABORT
              || now.state() == TransactionState.COMPLETE_COMMIT);
    }
  }

  private TransactionDescription describe(Admin admin) {
    try {
      return admin.describeTransactions(List.of(name)).description(name).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the transactions of %s cannot be seen".formatted(name), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** What the broker said, which the client wraps once it is in an error state. */
  private static Exception said(Exception failure) {
    return failure.getClass() == KafkaException.class
            && failure.getCause() instanceof ApiException wrapped
        ? wrapped
        : failure;
  }
}
