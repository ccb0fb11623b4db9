package dev.perennial.learner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.learner.learning.Features;
import dev.perennial.schemas.ElementType;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  private static final Features DIGIT = new Features(List.of(28, 28), ElementType.UINT8);

  @Test
  void stacksDenseLayers() {
    assertThat(Networks.of("mlp:400,300", DIGIT).parameters())
        .containsExactly(
            new Parameter("layer-0.weight", OptionalInt.of(400), List.of(784), 784),
            new Parameter("layer-0.bias", OptionalInt.of(400), List.of(), 784),
            new Parameter("layer-1.weight", OptionalInt.of(300), List.of(400), 400),
            new Parameter("layer-1.bias", OptionalInt.of(300), List.of(), 400));
  }

  @Test
  void poolsAnImageToAQuarterOfItsSides() {
    // 32 channels of 8 x 8.
    Network network = Networks.of("cnn", new Features(List.of(3, 32, 32), ElementType.UINT8));

    assertThat(network.parameters().get(0).shape(0)).containsExactly(16, 3, 3, 3);
    assertThat(network.width()).isEqualTo(2048);
  }

  @Test
  void stacksAsManyConvolutionsAsItIsToldTo() {
    // 28 to 14 to 7 to 3: three of 5 filters each come to 5 x 3 x 3 features.
    Network network = Networks.of("cnn:4,8,5", new Features(List.of(28, 28), ElementType.UINT8));

    assertThat(network.parameters())
        .containsExactly(
            new Parameter("conv-0.weight", OptionalInt.of(4), List.of(1, 3, 3), 9),
            new Parameter("conv-0.bias", OptionalInt.of(4), List.of(), 9),
            new Parameter("conv-1.weight", OptionalInt.of(8), List.of(4, 3, 3), 36),
            new Parameter("conv-1.bias", OptionalInt.of(8), List.of(), 36),
            new Parameter("conv-2.weight", OptionalInt.of(5), List.of(8, 3, 3), 72),
            new Parameter("conv-2.bias", OptionalInt.of(5), List.of(), 72));
    assertThat(network.width()).isEqualTo(45);
    assertThatThrownBy(
            () -> Networks.of("cnn:4,8,5", new Features(List.of(28, 7), ElementType.UINT8)))
        .hasMessageStartingWith("network cnn:4,8,5 needs an image of height x width");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mlp", "mlp:", "mlp:0", "mlp:4,,4", "mlp:4,", "cnn:", "cnn:0", "rnn", "MLP:4"})
  void refusesANetworkThereIsNot(String spec) {
    assertThat(Networks.exists(spec)).isFalse();
    assertThatThrownBy(() -> Networks.of(spec, DIGIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network must be mlp:H,H,... or cnn[:C,C,...]: \"" + spec + "\"");
  }

  @Test
  void refusesToConvolveWhatIsNoImage() {
    assertThatThrownBy(() -> Networks.of("cnn", new Features(List.of(784), ElementType.UINT8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("network cnn needs an image of height x width")
        .hasMessageEndingWith(": [784]");
  }

  @Test
  void givesAClassTheSameFirstWeightsWheneverItAppears() {
    Parameter head = new Parameter("head", OptionalInt.empty(), List.of(4), 4);
    FloatBuffer atOnce = FloatBuffer.allocate(12);
    head.initialize(atOnce, 0, 1);
    FloatBuffer grown = FloatBuffer.allocate(12);
    grown.put(0, atOnce, 0, 4);
    head.initialize(grown, 4, 1);

    assertThat(grown.array()).isEqualTo(atOnce.array());
  }

  @Test
  void drawsFirstWeightsWithinTheBound() {
    // 1/sqrt(4) = 0.5; the mean of 4,000 uniform numbers has a standard deviation of 0.0046.
    FloatBuffer values = FloatBuffer.allocate(4000);
    new Parameter("head", OptionalInt.empty(), List.of(4), 4).initialize(values, 0, 1);

    float sum = 0;
    for (float value : values.array()) {
      assertThat(value).isBetween(-0.5f, 0.5f);
      sum += value;
    }
    assertThat(sum / 4000).isBetween(-0.02f, 0.02f);
  }
}
