package dev.perennial.learner.job;

import dev.perennial.schemas.ScoreReason;
import org.jspecify.annotations.Nullable;

/**
 * One scoring of one model.
 *
 * @param number of the evaluation in the stream's log, from 0
 * @param cells how many tasks are scored
 * @param reason why it is made
 * @param command the command that asked for it; null if none did
 */
record Evaluation(long number, int cells, ScoreReason reason, @Nullable String command) {}
