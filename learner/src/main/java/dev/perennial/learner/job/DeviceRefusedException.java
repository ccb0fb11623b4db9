package dev.perennial.learner.job;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A device that settings demand and that is not there. Trying again would find the same: Flink does
 * not restart a job that fails with it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class DeviceRefusedException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  DeviceRefusedException(String message) {
    super(message);
  }
}
