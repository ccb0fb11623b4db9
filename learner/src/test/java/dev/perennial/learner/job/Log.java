package dev.perennial.learner.job;

import dev.perennial.schemas.ClassLabel;
import dev.perennial.schemas.Command;
import dev.perennial.schemas.CommandKind;
import dev.perennial.schemas.Example;
import dev.perennial.schemas.Experience;
import dev.perennial.schemas.Role;
import dev.perennial.schemas.Task;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.settings.RegistrySettings;
import dev.perennial.schemas.topic.Topic;
import dev.perennial.schemas.wire.RecordDecoder;
import dev.perennial.schemas.wire.RecordEncoder;
import dev.perennial.schemas.wire.Registry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream's log the way ingest would: dense sequences, tasks "a", "b", ..., or "t0", "t1",
 * ..., and classes "0", "1", ....
 */
final class Log {

  static final RegistrySettings REGISTRY = RegistrySettings.at("mock://learner-job");
  static final LearnerKey KEY = new LearnerKey("digits", "er");

  /** A registry that knows no other schema, so that experiences always have the same id. */
  static final RegistrySettings GOLDEN = RegistrySettings.at("mock://golden-experiences");

  private final Registry registry;
  private final RecordEncoder<Experience> encoder;
  private final List<Routed> entries = new ArrayList<>();
  private final LearnerKey key;
  private long sequence;

  /** The log that {@link #KEY} learns. */
  Log() {
    this(KEY, REGISTRY);
  }

  Log(RegistrySettings settings) {
    this(KEY, settings);
  }

  Log(LearnerKey key) {
    this(key, REGISTRY);
  }

  private Log(LearnerKey key, RegistrySettings settings) {
    this.key = key;
    this.registry = Registry.at(settings);
    this.encoder = RecordEncoder.of(Topic.EXPERIENCES, Experience.class, registry);
  }

  RecordDecoder<Experience> decoder() {
    return RecordDecoder.of(Topic.EXPERIENCES, Experience.class, registry);
  }

  List<Routed> entries() {
    return List.copyOf(entries);
  }

  Log train(String task, int label, int... pixels) {
    return example(Role.TRAINING, task, label, pixels);
  }

  Log holdOut(String task, int label, int... pixels) {
    return example(Role.HOLDOUT, task, label, pixels);
  }

  Log unlabelled(String task, int... pixels) {
    return example(Role.UNLABELLED, task, null, pixels);
  }

  /** The label of the example that stood unlabelled at {@code arrival}, which had that id. */
  Log late(long arrival, String task, int label, int... pixels) {
    return example(Role.LATE, task, label, arrival, pixels);
  }

  /** As {@link #late}, of one that falls to hold-out. */
  Log heldOutLate(long arrival, String task, int label, int... pixels) {
    return example(Role.HOLDOUT, task, label, arrival, pixels);
  }

  Log boundary(String id) {
    return add(
        new Command(id, key.stream(), CommandKind.BOUNDARY, time(), null, Map.of(), null, null));
  }

  Log command(CommandKind kind, Map<String, String> parameters) {
    return command(kind, parameters, null);
  }

  Log command(CommandKind kind, Map<String, String> parameters, @Nullable String learner) {
    return add(
        new Command(
            "c" + sequence, key.stream(), kind, time(), null, parameters, "alice", learner));
  }

  Log bytes(byte... value) {
    entries.add(new Routed(key.text(), 0, entries.size(), 1000, value));
    return this;
  }

  Log example(Role role, String task, @Nullable Integer label, int... pixels) {
    return example(role, task, label, null, pixels);
  }

  private Log example(
      Role role, String task, @Nullable Integer label, @Nullable Long arrival, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return add(
        new Example(
            "s" + (arrival == null ? sequence : arrival),
            role,
            new Task(index(task), task),
            label == null ? null : new ClassLabel(label, "class " + label),
            Tensors.uint8(List.of(pixels.length), bytes),
            arrival));
  }

  private static int index(String task) {
    return task.length() == 1 ? task.charAt(0) - 'a' : Integer.parseInt(task.substring(1));
  }

  private Log add(Object body) {
    return bytes(encoder.encode(new Experience(key.stream(), sequence++, time(), body)));
  }

  private Instant time() {
    return Instant.ofEpochMilli(sequence);
  }
}
