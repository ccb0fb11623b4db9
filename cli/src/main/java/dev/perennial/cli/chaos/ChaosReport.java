package dev.perennial.cli.chaos;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * What a trial came to.
 *
 * @param strategy of the learner
 * @param seed of the data's order, the learner and the strikes
 * @param samples that were published to be learned
 * @param kills processes killed, while they ran
 * @param pauses processes paused, while they ran
 * @param fullDisks times that the disk of checkpoints was full
 * @param damages checkpoints that were damaged
 * @param overload how many times as fast the disturbed run was fed
 * @param compared records of the undisturbed run, and values its folds kept
 * @param lost those that the disturbed run does not have
 * @param duplicated records that the disturbed run has more often
 * @param differing records that are not equal
 * @param restarts processes of either run that ended without being struck
 * @param recoverySecondsMin from a kill to the first prediction committed after it, the shortest;
 *     empty if none was left to be made after any
 * @param recoverySecondsMedian the median
 * @param recoverySecondsMax the longest
 * @param recoverySecondsMedianByVictim the median by process; of those that predictions do not go
 *     through it is how long results wait to be committed
 * @param modelSha256 of the undisturbed run's last snapshot
 * @param sameModel whether the disturbed run's is the same
 * @param strikes every one
 * @param undisturbed what the undisturbed run took, by name
 * @param disturbed what the disturbed run took, by name
 * @param examples some of what was found, in words
 */
public record ChaosReport(
    String strategy,
    long seed,
    long samples,
    long kills,
    long pauses,
    long fullDisks,
    long damages,
    double overload,
    long compared,
    long lost,
    long duplicated,
    long differing,
    int restarts,
    OptionalDouble recoverySecondsMin,
    OptionalDouble recoverySecondsMedian,
    OptionalDouble recoverySecondsMax,
    Map<String, Double> recoverySecondsMedianByVictim,
    String modelSha256,
    boolean sameModel,
    List<Recovery> strikes,
    Map<String, Vitals.Course> undisturbed,
    Map<String, Vitals.Course> disturbed,
    List<String> examples) {

  /** Copies the collections. */
  public ChaosReport {
    recoverySecondsMedianByVictim = new TreeMap<>(recoverySecondsMedianByVictim);
    strikes = List.copyOf(strikes);
    undisturbed = new TreeMap<>(undisturbed);
    disturbed = new TreeMap<>(disturbed);
    examples = List.copyOf(examples);
  }

  /** Compares two runs of the same stream. */
  static ChaosReport of(Chaos chaos, ChaosRun.Result calm, ChaosRun.Result struck) {
    Transcript.Difference difference = calm.transcript().against(struck.transcript());
    List<Recovery> kills = after(Strike.Blow.KILL, struck);
    Map<String, Double> byVictim = new TreeMap<>();
    kills.stream()
        .map(Recovery::victim)
        .distinct()
        .forEach(
            victim ->
                median(kills.stream().filter(kill -> kill.victim().equals(victim)).toList())
                    .ifPresent(median -> byVictim.put(victim, median)));
    return new ChaosReport(
        chaos.workload().strategy(),
        chaos.seed(),
        chaos.workload().samples(),
        kills.size(),
        after(Strike.Blow.PAUSE, struck).size(),
        after(Strike.Blow.FILL, struck).size(),
        after(Strike.Blow.DAMAGE, struck).size(),
        chaos.overload(),
        difference.compared(),
        difference.lost(),
        difference.duplicated(),
        difference.differing(),
        calm.restarts() + struck.restarts(),
        seconds(kills).min(),
        median(kills),
        seconds(kills).max(),
        byVictim,
        calm.modelSha256(),
        calm.modelSha256().equals(struck.modelSha256()),
        struck.recoveries(),
        calm.courses(),
        struck.courses(),
        difference.examples());
  }

  private static List<Recovery> after(Strike.Blow blow, ChaosRun.Result struck) {
    return struck.recoveries().stream().filter(recovery -> recovery.blow() == blow).toList();
  }

  private static DoubleStream seconds(List<Recovery> recoveries) {
    return recoveries.stream().flatMapToDouble(recovery -> recovery.seconds().stream());
  }

  private static OptionalDouble median(List<Recovery> recoveries) {
    double[] sorted = seconds(recoveries).sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }

  /** Whether the strikes changed nothing. */
  public boolean isClean() {
    return lost == 0 && duplicated == 0 && differing == 0 && sameModel;
  }
}
