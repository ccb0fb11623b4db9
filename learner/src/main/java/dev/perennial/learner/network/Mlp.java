package dev.perennial.learner.network;

import dev.perennial.learner.learning.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A multilayer perceptron: dense layers with ReLU between them, over all elements of a row.
 *
 * @param inputs elements a row
 * @param hidden the widths of the hidden layers, input side first; at least one, each positive
 */
record Mlp(int inputs, List<Integer> hidden) implements Network {

  static final Pattern SPEC = Pattern.compile("mlp:[1-9]\\d{0,5}(,[1-9]\\d{0,5})*");

  Mlp {
    hidden = List.copyOf(hidden);
  }

  static Mlp of(String spec, Features features) {
    String[] widths = spec.substring("mlp:".length()).split(",");
    List<Integer> hidden = new ArrayList<>();
    for (String width : widths) {
      hidden.add(Integer.valueOf(width));
    }
    return new Mlp(features.size(), hidden);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    int fanIn = inputs;
    for (int layer = 0; layer < hidden.size(); layer++) {
      OptionalInt rows = OptionalInt.of(hidden.get(layer));
      parameters.add(new Parameter("layer-" + layer + ".weight", rows, List.of(fanIn), fanIn));
      parameters.add(new Parameter("layer-" + layer + ".bias", rows, List.of(), fanIn));
      fanIn = hidden.get(layer);
    }
    return List.copyOf(parameters);
  }

  @Override
  public Gradient gradient() {
    return Gradient.DENSE;
  }

  @Override
  public String features() {
    StringBuilder body = new StringBuilder();
    for (int layer = 0; layer < hidden.size(); layer++) {
      body.append(
          "x = self.dense(x, parameters[%d], parameters[%d])\n"
              .formatted(2 * layer, 2 * layer + 1));
    }
    return body.append("return x\n").toString();
  }

  @Override
  public int width() {
    return hidden.get(hidden.size() - 1);
  }

  @Override
  public String head() {
    return "layer-" + hidden.size();
  }
}
