/**
 * A Flink cluster that is there already, on this machine or another: the learner job is submitted
 * to it, watched, stopped and replaced by its REST API, through Flink's own client.
 */
@NullMarked
package dev.perennial.cli.flink;

import org.jspecify.annotations.NullMarked;
