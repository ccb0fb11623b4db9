/**
 * The whole pipeline embedded in one JVM: a real broker, a real schema registry as a child process,
 * a Flink cluster, ingest and the evaluator. Same code and topics as on a cluster; only the
 * addresses differ. Everything listens on the loopback interface only.
 */
@NullMarked
package dev.perennial.cli.stack;

import org.jspecify.annotations.NullMarked;
