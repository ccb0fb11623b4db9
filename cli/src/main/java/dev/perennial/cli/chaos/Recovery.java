package dev.perennial.cli.chaos;

import java.util.OptionalDouble;

/**
 * What came of a strike.
 *
 * @param predictions how many were committed when it fell
 * @param victim the process
 * @param blow what happened to it
 * @param seconds from the blow to the first prediction committed after it, and at least as long as
 *     the blow lasts; empty if none was left to be made
 */
record Recovery(long predictions, String victim, Strike.Blow blow, OptionalDouble seconds) {}
