package dev.perennial.learner.job;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.jspecify.annotations.Nullable;

/**
 * A saved state that these settings, or this version, cannot go on from. Trying again would find
 * the same: Flink does not restart a job that fails with it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class StateRefusedException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  StateRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
