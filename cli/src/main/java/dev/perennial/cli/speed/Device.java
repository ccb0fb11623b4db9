package dev.perennial.cli.speed;

import dev.perennial.learner.learning.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where it is measured, and what is measured there unless somebody says otherwise. */
public enum Device {
  /** The processor. */
  CPU(
      Placement.CPU,
      500,
      List.of(Part.values()),
      List.of("naive", "er", "er-ace", "der++", "slda", "acil"),
      List.of("mlp:400,400", "mlp:256,256", "cnn"),
      List.of(10, 64, 256)),
  /**
   * The first GPU. The network has 10.9 million parameters, about as many as a ResNet-18, and
   * memory comes to 784 MB. Only the learner is measured there: the embedded Flink gives no GPU.
   */
  GPU(
      Placement.gpu(0),
      1_000_000,
      List.of(Part.STEP),
      List.of("naive", "er", "er-ace", "der++"),
      List.of("cnn:192,384,768,1088"),
      List.of(128));

  // Immutable, which their types cannot say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Placement placement;

  private final int memory;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Part> parts;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> strategies;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> networks;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Integer> batches;

  Device(
      Placement placement,
      int memory,
      List<Part> parts,
      List<String> strategies,
      List<String> networks,
      List<Integer> batches) {
    this.placement = placement;
    this.memory = memory;
    this.parts = parts;
    this.strategies = strategies;
    this.networks = networks;
    this.batches = batches;
  }

  /** The device of that name, if there is one. */
  public static Optional<Device> named(String name) {
    return Arrays.stream(values()).filter(device -> device.toString().equals(name)).findFirst();
  }

  /** Where learners compute. */
  public Placement placement() {
    return placement;
  }

  /** Rows kept for replay. */
  public int memory() {
    return memory;
  }

  /** Whether a part can be measured there. */
  public boolean has(Part part) {
    return parts.contains(part);
  }

  /** The learning systems. */
  public List<String> strategies() {
    return strategies;
  }

  /** The networks. */
  public List<String> networks() {
    return networks;
  }

  /** Rows an update. */
  public List<Integer> batches() {
    return batches;
  }

  /** What the report's files are called, without what comes after the dot. */
  public String fileName() {
    return this == CPU ? "speed" : "speed-" + this;
  }

  /** As an option's value: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
