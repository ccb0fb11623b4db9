package dev.perennial.evaluator.alert;

import dev.perennial.evaluator.board.AlertsSnapshot;
import dev.perennial.evaluator.board.LearnerKey;
import dev.perennial.evaluator.board.Place;
import dev.perennial.evaluator.board.SavedPlace;
import dev.perennial.evaluator.metric.Measured;
import dev.perennial.schemas.Alert;
import dev.perennial.schemas.AlertState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of each rule for one learner; those for other learners are passed over. A rule that
 * is gone from the settings, or reads otherwise than when its state was saved, has no state any
 * more; if its alert was firing, it ends with {@link #retired}. Owned by one thread.
 */
public final class Watches {

  private static final byte VERSION = 1;

  /** What is known of one rule; the alert is the one that began it, while it fires. */
  private static final class Watched {
    private final AlertRule rule;
    private final Watch watch;
    private Optional<Alert> firing = Optional.empty();

    Watched(AlertRule rule) {
      this.rule = rule;
      this.watch = new Watch(rule);
    }
  }

  private final NavigableMap<String, Watched> rules = new TreeMap<>();
  private final List<Alert> gone = new ArrayList<>();
  private Optional<Place> place = Optional.empty();

  private Watches() {}

  /** No value has come yet. */
  public static Watches under(AlertRules rules) {
    Watches watches = new Watches();
    rules.byName().forEach((name, rule) -> watches.rules.put(name, new Watched(rule)));
    return watches;
  }

  /**
   * Takes a value of a metric of the topic and answers the alerts that begin or end with it.
   *
   * @param of where in the log the value is from
   */
  public List<Alert> metric(LearnerKey learner, String metric, Measured value, Place of) {
    place = Optional.of(of);
    return take(learner, metric, value, of, Optional.of(of));
  }

  /**
   * Takes how many entries the learner job has not read and answers the alerts that begin or end
   * with it; none before the learner's first metric.
   */
  public List<Alert> lag(LearnerKey learner, long entries) {
    return place
        .map(
            at ->
                take(
                    learner, AlertRule.LAG, Measured.of((double) entries, 0), at, Optional.empty()))
        .orElse(List.of());
  }

  private List<Alert> take(
      LearnerKey learner, String metric, Measured value, Place at, Optional<Place> of) {
    List<Alert> changes = new ArrayList<>();
    rules.forEach(
        (name, watched) -> {
          if (watched.rule.metric().equals(metric) && watched.rule.isFor(learner)) {
            Optional<Alert> change =
                watched
                    .watch
                    .take(value.value(), of)
                    .map(state -> alert(learner, name, watched.rule, state, value, at));
            change.ifPresent(changes::add);
            change.ifPresent(
                alert ->
                    watched.firing =
                        Optional.of(alert).filter(each -> each.getState() == AlertState.FIRING));
          }
        });
    return changes;
  }

  private static Alert alert(
      LearnerKey learner,
      String name,
      AlertRule rule,
      AlertState state,
      Measured value,
      Place place) {
    return new Alert(
        learner.stream(),
        learner.learner(),
        name,
        state,
        rule.metric(),
        value.value().isPresent() ? value.value().getAsDouble() : null,
        "%s of stream %s %s rule %s (%s %s): it is %s"
            .formatted(
                learner.learner(),
                learner.stream(),
                state == AlertState.FIRING ? "breaks" : "keeps again",
                name,
                rule.metric(),
                rule.condition().words(),
                inWords(value)),
        place.version(),
        place.sequence(),
        place.eventTime());
  }

  private static String inWords(Measured value) {
    OptionalDouble number = value.value();
    return number.isPresent()
        ? Double.toString(number.getAsDouble())
        : "undefined, because " + value.absence().orElse("");
  }

  /** Ends, once, what fired by rules that are gone or have changed. */
  public List<Alert> retired() {
    List<Alert> ended =
        gone.stream()
            .map(
                alert ->
                    Alert.newBuilder(alert)
                        .setState(AlertState.RESOLVED)
                        .setValue(null)
                        .setDetail(
                            "rule %s, which %s of stream %s broke, is gone or has changed"
                                .formatted(alert.getRule(), alert.getLearner(), alert.getStream()))
                        .build())
            .toList();
    gone.clear();
    return ended;
  }

  /** The rules that are for the learner, and what fires. */
  public AlertsSnapshot snapshot(LearnerKey learner) {
    SortedMap<String, Watched> theirs = new TreeMap<>(rules);
    theirs.values().removeIf(watched -> !watched.rule.isFor(learner));
    return new AlertsSnapshot(
        new TreeSet<>(theirs.keySet()),
        rules.values().stream().flatMap(watched -> watched.firing.stream()).toList());
  }

  /**
   * Writes everything, with a version.
   *
   * @throws IOException if {@code out} fails
   */
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(place.isPresent());
    if (place.isPresent()) {
      SavedPlace.save(place.get(), out);
    }
    out.writeInt(gone.size());
    for (Alert alert : gone) {
      SavedAlert.save(alert, out);
    }
    out.writeInt(rules.size());
    for (var entry : rules.entrySet()) {
      Watched watched = entry.getValue();
      text(entry.getKey(), out);
      text(watched.rule.toString(), out);
      out.writeBoolean(watched.firing.isPresent());
      if (watched.firing.isPresent()) {
        SavedAlert.save(watched.firing.get(), out);
      }
      ByteArrayOutputStream watch = new ByteArrayOutputStream();
      watched.watch.save(new DataOutputStream(watch));
      out.writeInt(watch.size());
      out.write(watch.toByteArray());
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param rules those of the settings now
   * @throws IOException if {@code in} fails or holds a version this code does not know
   */
  public static Watches load(AlertRules rules, DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("the state of alerts has unknown version " + version);
    }
    Watches watches = under(rules);
    watches.place = in.readBoolean() ? Optional.of(SavedPlace.load(in)) : Optional.empty();
    for (int left = in.readInt(); left > 0; left--) {
      watches.gone.add(SavedAlert.load(in));
    }
    for (int left = in.readInt(); left > 0; left--) {
      Watched watched = watches.rules.get(text(in));
      String saved = text(in);
      Optional<Alert> firing =
          in.readBoolean() ? Optional.of(SavedAlert.load(in)) : Optional.empty();
      byte[] watch = new byte[in.readInt()];
      in.readFully(watch);
      if (watched != null && watched.rule.toString().equals(saved)) {
        watched.watch.load(new DataInputStream(new ByteArrayInputStream(watch)));
        watched.firing = firing;
      } else {
        firing.ifPresent(watches.gone::add);
      }
    }
    return watches;
  }

  static void text(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String text(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
