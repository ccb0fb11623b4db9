package dev.perennial.learner.network;

import dev.perennial.learner.learning.Features;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A small convolutional network: two times 3x3 convolution (16, then 32 channels, zero padding),
 * ReLU and 2x2 max-pooling.
 *
 * @param channels of the image
 * @param height of the image, at least 4
 * @param columns of the image, at least 4
 */
record Cnn(int channels, int height, int columns) implements Network {

  static final Pattern SPEC = Pattern.compile("cnn");

  private static final int FIRST = 16;
  private static final int SECOND = 32;
  private static final int LEAST_SIDE = 4;

  static Cnn of(Features features) {
    Features.Image image = features.requireImage("network cnn", LEAST_SIDE);
    return new Cnn(image.channels(), image.height(), image.width());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "conv-0.weight", OptionalInt.of(FIRST), List.of(channels, 3, 3), channels * 9),
        new Parameter("conv-0.bias", OptionalInt.of(FIRST), List.of(), channels * 9),
        new Parameter("conv-1.weight", OptionalInt.of(SECOND), List.of(FIRST, 3, 3), FIRST * 9),
        new Parameter("conv-1.bias", OptionalInt.of(SECOND), List.of(), FIRST * 9));
  }

  @Override
  public String features() {
    return """
        x = torch.view(x, [-1, %d, %d, %d])
        x = torch.relu(torch.conv2d(x, parameters[0], parameters[1], [1, 1], [1, 1]))
        x = torch.max_pool2d(x, [2, 2])
        x = torch.relu(torch.conv2d(x, parameters[2], parameters[3], [1, 1], [1, 1]))
        x = torch.max_pool2d(x, [2, 2])
        return torch.flatten(x, 1)
        """
        .formatted(channels, height, columns);
  }

  @Override
  public int width() {
    return SECOND * (height / 4) * (columns / 4);
  }

  @Override
  public String head() {
    return "head";
  }
}
