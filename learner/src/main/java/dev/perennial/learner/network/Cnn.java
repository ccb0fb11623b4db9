package dev.perennial.learner.network;

import dev.perennial.learner.learning.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A small convolutional network: as often as there are numbers of filters, a 3x3 convolution with
 * zero padding, ReLU and 2x2 max-pooling.
 *
 * @param channels of the image
 * @param height of the image; at least 2 for each convolution, multiplied
 * @param columns of the image, likewise
 * @param filters of each convolution, input side first; at least one, each positive
 */
record Cnn(int channels, int height, int columns, List<Integer> filters) implements Network {

  static final Pattern SPEC = Pattern.compile("cnn(:[1-9]\\d{0,3}(,[1-9]\\d{0,3}){0,9})?");

  /** Those of {@code cnn} without numbers. */
  private static final String FILTERS = "16,32";

  Cnn {
    filters = List.copyOf(filters);
  }

  static Cnn of(String spec, Features features) {
    String numbers = spec.equals("cnn") ? FILTERS : spec.substring("cnn:".length());
    List<Integer> filters = Arrays.stream(numbers.split(",")).map(Integer::valueOf).toList();
    Features.Image image = features.requireImage("network " + spec, 1 << filters.size());
    return new Cnn(image.channels(), image.height(), image.width(), filters);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    int inputs = channels;
    for (int layer = 0; layer < filters.size(); layer++) {
      OptionalInt rows = OptionalInt.of(filters.get(layer));
      int fanIn = inputs * 9;
      parameters.add(
          new Parameter("conv-" + layer + ".weight", rows, List.of(inputs, 3, 3), fanIn));
      parameters.add(new Parameter("conv-" + layer + ".bias", rows, List.of(), fanIn));
      inputs = filters.get(layer);
    }
    return List.copyOf(parameters);
  }

  @Override
  public String features() {
    StringBuilder body =
        new StringBuilder(
            "x = torch.view(x, [-1, %d, %d, %d])\n".formatted(channels, height, columns));
    for (int layer = 0; layer < filters.size(); layer++) {
      body.append(
          """
          x = torch.relu(torch.conv2d(x, parameters[%d], parameters[%d], [1, 1], [1, 1]))
          x = torch.max_pool2d(x, [2, 2])
          """
              .formatted(2 * layer, 2 * layer + 1));
    }
    return body.append("return torch.flatten(x, 1)\n").toString();
  }

  @Override
  public int width() {
    int side = 1 << filters.size();
    return filters.get(filters.size() - 1) * (height / side) * (columns / side);
  }

  @Override
  public String head() {
    return "head";
  }
}
