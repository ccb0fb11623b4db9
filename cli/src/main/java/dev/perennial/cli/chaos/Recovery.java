package dev.perennial.cli.chaos;

/**
 * What came of a strike.
 *
 * @param predictions how many were committed when it fell
 * @param victim the process
 * @param blow {@code KILL} or {@code PAUSE}
 * @param seconds from the blow to the first prediction committed after it
 */
record Recovery(long predictions, String victim, String blow, double seconds) {}
