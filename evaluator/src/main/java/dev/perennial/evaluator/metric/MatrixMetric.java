package dev.perennial.evaluator.metric;

/**
 * A metric that is read off the accuracy matrix.
 *
 * <p>In the definitions T is {@link AccuracyMatrix#periods()}: on a stream that goes on, the
 * periods so far, the last of which may still run. A term whose cells are not all there does not
 * enter; a mean is over the terms that do. Stateless and thread-safe.
 */
public interface MatrixMetric {

  /** The metric's name on the wire, in kebab-case. */
  String name();

  /** Its value; absent, with the reason, where no term enters. */
  Measured of(AccuracyMatrix matrix);
}
