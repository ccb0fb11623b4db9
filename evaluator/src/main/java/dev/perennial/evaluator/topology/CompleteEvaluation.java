package dev.perennial.evaluator.topology;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Evaluation;

/** An evaluation all of whose scores have come, and what it is as of. */
record CompleteEvaluation(Evaluation evaluation, Place place) {}
