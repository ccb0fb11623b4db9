package dev.perennial.learner.job;

import dev.perennial.schemas.ClassLabel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The names of a stream's classes, as far as its log has told them. */
final class ClassNames {

  private final Map<Integer, ClassLabel> labels = new TreeMap<>();

  /** Remembers a label; the first name of an index stands. */
  void learn(ClassLabel label) {
    labels.putIfAbsent(label.getIndex(), label);
  }

  /** The label of an index; its number stands for a name that the log has not told. */
  ClassLabel named(int index) {
    ClassLabel label = labels.get(index);
    return label == null ? new ClassLabel(index, Integer.toString(index)) : label;
  }

  /** The index of a name; empty if the log has not told it. O(classes). */
  OptionalInt indexOf(String name) {
    return labels.values().stream()
        .filter(label -> label.getName().equals(name))
        .mapToInt(ClassLabel::getIndex)
        .findFirst();
  }

  /** The names by index, in order. */
  Map<Integer, String> byIndex() {
    Map<Integer, String> names = new TreeMap<>();
    labels.forEach((index, label) -> names.put(index, label.getName()));
    return names;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(labels.size());
    for (ClassLabel label : labels.values()) {
      out.writeInt(label.getIndex());
      out.writeUTF(label.getName());
    }
  }

  void read(DataInput in) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      learn(new ClassLabel(in.readInt(), in.readUTF()));
    }
  }
}
