package dev.perennial.learner.classifier;

import dev.perennial.learner.network.Parameter;
import java.util.List;
import java.util.OptionalInt;

/** A dense layer: a weight and a bias per class. */
record Linear() implements Classifier {

  @Override
  public List<Parameter> parameters(String name, int width) {
    return List.of(
        new Parameter(name + ".weight", OptionalInt.empty(), List.of(width), width),
        new Parameter(name + ".bias", OptionalInt.empty(), List.of(), width));
  }

  @Override
  public String logits() {
    return "return torch.linear(features, own[0], own[1])\n";
  }

  @Override
  public boolean isDense() {
    return true;
  }
}
