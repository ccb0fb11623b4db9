package dev.perennial.learner.job;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.jspecify.annotations.Nullable;

/**
 * A tensor engine that is missing or in the wrong place. Trying again would find the same: Flink
 * does not restart a job that fails with it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class EngineRefusedException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  EngineRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
