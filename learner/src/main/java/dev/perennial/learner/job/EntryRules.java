package dev.perennial.learner.job;

import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Learner;
import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.topic.Topic;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be wrong with an entry of a stream's log, in the order it is looked at; the
 * first broken rule is the reason of the reject. All rules are looked at before anything changes.
 *
 * <p>What ingest never writes is forged or damaged, and takes no place in the log: the entry that
 * belongs there may still come. What ingest may write and this learner cannot use takes its place,
 * so that the log stays whole behind it. Pure.
 */
final class EntryRules {

  /**
   * Why an entry is not folded.
   *
   * @param reason the broken rule in kebab-case
   * @param detail one sentence that names the thing, the rule and the value
   * @param takesItsPlace whether the log goes on behind it
   */
  record Refusal(String reason, String detail, boolean takesItsPlace) {}

  private static final int MOST_COMMAND_CHARACTERS = 1 << 20;

  private final LearnerKey key;
  private final EntryLimits limits;

  /** The rules for one model. */
  EntryRules(LearnerKey key, EntryLimits limits) {
    this.key = key;
    this.limits = limits;
  }

  /** The first rule that the next entry of a log breaks, which stands where {@code state} says. */
  Optional<Refusal> brokenBy(Experience entry, FoldState state) {
    Optional<Refusal> misplaced = misplaced(entry, state.sequence);
    if (misplaced.isPresent()) {
      return misplaced;
    }
    return entry.getBody() instanceof Example example
        ? forged(example, entry.getSequence(), state.features).or(() -> excessive(example))
        : commanded((Command) entry.getBody());
  }

  /** An audit repeats what a command says, and must fit into a record. */
  private static Optional<Refusal> commanded(Command command) {
    long characters =
        command.getParameters().entrySet().stream()
            .mapToLong(entry -> entry.getKey().length() + (long) entry.getValue().length())
            .sum();
    String principal = command.getPrincipal();
    characters += principal == null ? 0 : principal.length();
    Optional<Refusal> unnamed = named("id", command.getId());
    if (unnamed.isPresent() || characters <= MOST_COMMAND_CHARACTERS) {
      return unnamed;
    }
    return beyond(
        "large-command", "the characters of a command", MOST_COMMAND_CHARACTERS, characters);
  }

  private Optional<Refusal> misplaced(Experience entry, long last) {
    if (!entry.getStream().equals(key.stream())) {
      return forged(
          "key-differs",
          "an entry's key must be its stream %s: %s".formatted(entry.getStream(), key.stream()));
    }
    Optional<Refusal> unnamed = named("stream", entry.getStream());
    if (unnamed.isPresent()) {
      return unnamed;
    }
    long sequence = entry.getSequence();
    if (sequence < 0) {
      return forged("negative-sequence", "a sequence must be at least 0: " + sequence);
    }
    if (sequence <= last) {
      return forged(
          "already-folded",
          "the log of %s is folded up to sequence %d: %d".formatted(key.text(), last, sequence));
    }
    long missing = sequence - last - 1;
    return missing > limits.maxGap()
        ? forged(
            "sequence-gap",
            "the log of %s is folded up to sequence %d, the next may leave out at most %d: %d"
                .formatted(key.text(), last, limits.maxGap(), sequence))
        : Optional.empty();
  }

  /** What ingest never writes. */
  private static Optional<Refusal> forged(
      Example example, long sequence, @Nullable Features features) {
    return named("id", example.getId())
        .or(() -> named("task", example.getTask().getName()))
        .or(() -> negative("task", example.getTask().getIndex()))
        .or(() -> mislabelled(example))
        .or(() -> misdated(example, sequence))
        .or(() -> malformed(example.getFeatures(), features));
  }

  private static Optional<Refusal> mislabelled(Example example) {
    ClassLabel label = example.getLabel();
    Role role = example.getRole();
    if (label == null) {
      return role == Role.TRAINING || role == Role.HOLDOUT || role == Role.LATE
          ? forged("no-label", role + " needs a label: " + example.getId())
          : Optional.empty();
    }
    return role == Role.UNLABELLED
        ? forged("unexpected-label", "UNLABELLED must have no label: " + label.getName())
        : named("label", label.getName()).or(() -> negative("label", label.getIndex()));
  }

  private static Optional<Refusal> misdated(Example example, long sequence) {
    Long arrival = example.getArrival();
    if (arrival == null) {
      return example.getRole() == Role.LATE
          ? forged("no-arrival", "LATE needs the place of its arrival: " + example.getId())
          : Optional.empty();
    }
    return arrival < 0 || arrival >= sequence
        ? forged("wrong-arrival", "arrival must be in [0, %d): %d".formatted(sequence, arrival))
        : Optional.empty();
  }

  private static Optional<Refusal> malformed(Tensor tensor, @Nullable Features features) {
    List<Integer> shape = tensor.getShape();
    if (shape.size() > Tensors.MOST_DIMENSIONS) {
      return forged(
          "too-many-dimensions",
          "a shape must have at most %d dimensions: %d"
              .formatted(Tensors.MOST_DIMENSIONS, shape.size()));
    }
    return Tensors.faultOf(tensor)
        .map(fault -> new Refusal(fault.reason(), fault.detail(), false))
        .or(
            () -> {
              Features own = new Features(shape, tensor.getElementType());
              return features == null || features.equals(own)
                  ? Optional.empty()
                  : forged(
                      "shape-differs", "the stream's features are %s: %s".formatted(features, own));
            });
  }

  /** What is wrong with an example for a learner, if it breaks no other rule. */
  Optional<Refusal> brokenFor(Learner learner, Example example) {
    return tooManyClasses(example, learner.mostClasses());
  }

  private static Optional<Refusal> tooManyClasses(Example example, int most) {
    ClassLabel label = example.getLabel();
    return label != null && label.getIndex() >= most
        ? beyond("too-many-classes", "a class's index", most - 1L, label.getIndex())
        : Optional.empty();
  }

  /** What ingest may write, and these limits do not allow. */
  private Optional<Refusal> excessive(Example example) {
    Optional<Refusal> manyClasses = tooManyClasses(example, limits.maxClasses());
    if (manyClasses.isPresent()) {
      return manyClasses;
    }
    int task = example.getTask().getIndex();
    if (task >= limits.maxTasks()) {
      return beyond("too-many-tasks", "a task's index", limits.maxTasks() - 1, task);
    }
    int bytes = example.getFeatures().getData().remaining();
    return bytes > limits.maxRowBytes()
        ? beyond("large-row", "the bytes of a row", limits.maxRowBytes(), bytes)
        : Optional.empty();
  }

  private static Optional<Refusal> named(String what, String name) {
    if (name.isEmpty()) {
      return forged("empty-" + what, what + " must not be empty");
    }
    return name.length() > Topic.LONGEST_NAME
        ? forged(
            "long-" + what,
            "%s must have at most %d characters: %d"
                .formatted(what, Topic.LONGEST_NAME, name.length()))
        : Optional.empty();
  }

  private static Optional<Refusal> negative(String what, int index) {
    return index < 0
        ? forged(
            "negative-index", "the index of a %s must be at least 0: %d".formatted(what, index))
        : Optional.empty();
  }

  private static Optional<Refusal> forged(String reason, String detail) {
    return Optional.of(new Refusal(reason, detail, false));
  }

  private static Optional<Refusal> beyond(String reason, String what, long most, long value) {
    return Optional.of(
        new Refusal(reason, "%s must be at most %d: %d".formatted(what, most, value), true));
  }
}
