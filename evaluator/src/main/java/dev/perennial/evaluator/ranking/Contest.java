package dev.perennial.evaluator.ranking;

import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.evaluator.ranking.Tally.Verdict;
import dev.perennial.schemas.Ranked;
import dev.perennial.schemas.Ranking;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The learners of one stream against its champion. A challenger leads while its objective is above
 * the champion's and {@link McNemar}'s test on the samples that both have answered says, at the
 * confidence of the settings, that it is better. When it has led on as many of its evaluations in a
 * row as the settings ask, it is suggested; where the settings name no champion, it is the champion
 * of the next ranking.
 *
 * <p>A metric enters the objective as soon as it is defined for one learner of the stream; from
 * then on the objective of those for which it is not is absent. Owned by one thread.
 */
public final class Contest {

  private static final byte VERSION = 1;

  private Optional<String> champion = Optional.empty();
  private Optional<String> suggested = Optional.empty();

  /** On how many evaluations in a row each challenger that leads has led. */
  private final NavigableMap<String, Integer> leads = new TreeMap<>();

  /** What is known of each learner beside the champion; not saved, found again when it is asked. */
  private final Map<String, Comparison> comparisons = new HashMap<>();

  /** A comparison of two, as of when each had so many answers. */
  private record Comparison(
      Contender one, long answersOfOne, Contender other, long answersOfOther, Verdict verdict) {

    static Comparison of(Contender one, Contender other) {
      return new Comparison(
          one, one.answers(), other, other.answers(), one.against(other).verdict());
    }

    boolean isOf(Contender one, Contender other) {
      return this.one == one
          && this.other == other
          && answersOfOne == one.answers()
          && answersOfOther == other.answers();
    }
  }

  /** A learner's place: its objective, and how it did beside the champion. */
  private record Standing(
      String learner, Course.Entry newest, Measured objective, Verdict verdict) {

    static final Comparator<Standing> BEST_FIRST =
        Comparator.<Standing>comparingDouble(
                standing -> -standing.objective().value().orElse(Double.NEGATIVE_INFINITY))
            .thenComparing(Standing::learner);

    boolean isDefined() {
      return objective.value().isPresent();
    }

    boolean leads(Measured champion, double confidence) {
      return isDefined()
          && champion.value().isPresent()
          && objective.value().getAsDouble() > champion.value().getAsDouble()
          && verdict.isBetter(confidence);
    }

    Ranked ranked() {
      Tally tally = verdict.tally();
      OptionalDouble pValue = verdict.pValue();
      return new Ranked(
          learner,
          objective.value().isPresent() ? objective.value().getAsDouble() : null,
          objective.absence().orElse(null),
          newest.evaluation(),
          newest.place().version(),
          tally.compared(),
          tally.better(),
          tally.worse(),
          pValue.isPresent() ? pValue.getAsDouble() : null);
    }
  }

  /**
   * The ranking after a newer model of {@code evaluated} was; empty while fewer than two learners
   * have been evaluated, or fewer than two have an objective and no champion is named.
   *
   * @param evaluated empty where what is known of older models has changed: nobody leads by that
   * @param contenders all learners of the stream, by name
   */
  public Optional<Ranking> after(
      Optional<String> evaluated,
      String stream,
      SortedMap<String, Contender> contenders,
      RankingSettings settings) {
    Optional<String> named = Optional.ofNullable(settings.champions().get(stream));
    Optional<String> next = named.or(() -> suggested).or(() -> champion);
    suggested = Optional.empty();
    if (!next.equals(champion)) {
      champion = next;
      leads.clear();
    }
    List<Standing> standings = standings(contenders, settings);
    if (champion.isEmpty() && standings.stream().filter(Standing::isDefined).count() > 1) {
      champion = Optional.of(standings.get(0).learner());
      standings = standings(contenders, settings);
    }
    if (standings.size() < 2 || champion.isEmpty()) {
      return Optional.empty();
    }
    count(evaluated, standings, settings);
    return Optional.of(ranking(stream, champion.get(), standings));
  }

  private void count(
      Optional<String> evaluated, List<Standing> standings, RankingSettings settings) {
    Measured toBeat =
        standings.stream()
            .filter(standing -> Optional.of(standing.learner()).equals(champion))
            .map(Standing::objective)
            .findFirst()
            .orElse(Measured.absent("the champion has not been evaluated", 0));
    for (Standing standing : standings) {
      String learner = standing.learner();
      if (!standing.leads(toBeat, settings.confidence())) {
        leads.remove(learner);
      } else if (evaluated.equals(Optional.of(learner))) {
        leads.merge(learner, 1, (one, more) -> Math.min(settings.hold(), one + more));
      }
    }
    suggested =
        standings.stream()
            .map(Standing::learner)
            .filter(learner -> leads.getOrDefault(learner, 0) >= settings.hold())
            .findFirst();
  }

  /** All who have been evaluated, best first. */
  private List<Standing> standings(
      SortedMap<String, Contender> contenders, RankingSettings settings) {
    Map<String, Contender> evaluated = new TreeMap<>(contenders);
    evaluated.values().removeIf(contender -> contender.newest().isEmpty());
    SortedMap<String, Double> weights = new TreeMap<>(settings.weights());
    weights
        .keySet()
        .removeIf(
            metric ->
                evaluated.values().stream()
                    .allMatch(contender -> contender.mean(metric).value().isEmpty()));
    // Where no metric is defined yet, all of them say why.
    SortedMap<String, Double> entering = weights.isEmpty() ? settings.weights() : weights;
    Optional<Contender> first = champion.map(evaluated::get);
    List<Standing> standings = new ArrayList<>();
    evaluated.forEach(
        (learner, contender) ->
            standings.add(
                new Standing(
                    learner,
                    contender.newest().orElseThrow(),
                    objective(contender, entering),
                    first
                        .filter(other -> other != contender)
                        .map(other -> compared(learner, contender, other))
                        .orElse(Verdict.NONE))));
    standings.sort(Standing.BEST_FIRST);
    return standings;
  }

  /** Of most learners nothing has changed since the ranking before. */
  private Verdict compared(String learner, Contender one, Contender other) {
    return comparisons
        .compute(
            learner,
            (name, known) ->
                known != null && known.isOf(one, other) ? known : Comparison.of(one, other))
        .verdict();
  }

  private static Measured objective(Contender contender, SortedMap<String, Double> weights) {
    double sum = 0;
    long evaluations = Long.MAX_VALUE;
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      Measured mean = contender.mean(weight.getKey());
      if (mean.value().isEmpty()) {
        return Measured.absent(weight.getKey() + ": " + mean.absence().orElseThrow(), 0);
      }
      sum += weight.getValue() * mean.value().getAsDouble();
      evaluations = Math.min(evaluations, mean.n());
    }
    return Measured.of(sum, evaluations);
  }

  private Ranking ranking(String stream, String first, List<Standing> standings) {
    Place newest =
        standings.stream()
            .map(standing -> standing.newest().place())
            .max(Comparator.comparingLong(Place::sequence).thenComparing(Place::eventTime))
            .orElseThrow();
    return new Ranking(
        stream,
        newest.sequence(),
        newest.eventTime(),
        standings.stream().map(Standing::ranked).toList(),
        first,
        suggested.orElse(null));
  }

  /**
   * Writes everything, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    save(champion, out);
    save(suggested, out);
    out.writeInt(leads.size());
    for (Map.Entry<String, Integer> lead : leads.entrySet()) {
      save(lead.getKey(), out);
      out.writeInt(lead.getValue());
    }
  }

  private static void save(Optional<String> learner, DataOutput out) throws IOException {
    out.writeBoolean(learner.isPresent());
    if (learner.isPresent()) {
      save(learner.get(), out);
    }
  }

  private static void save(String learner, DataOutput out) throws IOException {
    byte[] name = learner.getBytes(StandardCharsets.UTF_8);
    out.writeInt(name.length);
    out.write(name);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public static Contest load(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of contests has unknown version " + version);
    }
    Contest contest = new Contest();
    contest.champion = in.readBoolean() ? Optional.of(loadName(in)) : Optional.empty();
    contest.suggested = in.readBoolean() ? Optional.of(loadName(in)) : Optional.empty();
    for (int left = in.readInt(); left > 0; left--) {
      contest.leads.put(loadName(in), in.readInt());
    }
    return contest;
  }

  private static String loadName(DataInput in) throws IOException {
    byte[] name = new byte[in.readInt()];
    in.readFully(name);
    return new String(name, StandardCharsets.UTF_8);
  }
}
