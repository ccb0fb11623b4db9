package dev.perennial.evaluator.chronicle;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Measured;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The newest value of a metric.
 *
 * @param measured the value, or why there is none
 * @param place what it is as of; empty while nothing has entered it
 * @param evaluation the number of the evaluation it follows from; empty where it follows from none
 */
public record Newest(Measured measured, Optional<Place> place, OptionalLong evaluation) {}
