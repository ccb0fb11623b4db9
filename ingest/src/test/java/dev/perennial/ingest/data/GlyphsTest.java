package dev.perennial.ingest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.schemas.ElementType;
import dev.perennial.schemas.random.CounterRandom;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlyphsTest {

  private static DataSet glyphs;

  @BeforeAll
  static void draw() {
    glyphs = new Glyphs(1).load();
  }

  @Test
  void areTenBalancedClassesOf28By28Bytes() {
    assertThat(glyphs.shape()).containsExactly(28, 28);
    assertThat(glyphs.elementType()).isEqualTo(ElementType.UINT8);
    assertThat(glyphs.isImages()).isTrue();
    assertThat(glyphs.classNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(glyphs.taskNames()).isEmpty();
    for (int digit = 0; digit < 10; digit++) {
      assertThat(count(glyphs.training(), digit)).isEqualTo(1000);
      assertThat(count(glyphs.holdout(), digit)).isEqualTo(200);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, -3, Long.MAX_VALUE})
  void areTheSameForTheSameSeed(long seed) {
    DataSet once = new Glyphs(seed).load();
    DataSet again = new Glyphs(seed).load();

    assertThat(bytes(again.training(), 0, 500)).isEqualTo(bytes(once.training(), 0, 500));
    assertThat(bytes(again.holdout(), 0, 500)).isEqualTo(bytes(once.holdout(), 0, 500));
  }

  @Test
  void doNotDependOnWhatWasDrawnBefore() {
    byte[] alone = new byte[GlyphPen.PIXELS];
    new GlyphPen().draw(Digit.of(7), CounterRandom.of(1, "glyphs-training", 4217), alone, 0);

    assertThat(alone).isEqualTo(bytes(glyphs.training(), 4217, 4218));
  }

  @Test
  void areNeverDrawnTwice() {
    long different =
        IntStream.range(0, 10_000)
            .mapToObj(i -> ByteBuffer.wrap(bytes(glyphs.training(), i, i + 1)))
            .distinct()
            .count();

    assertThat(different).isEqualTo(10_000);
    assertThat(bytes(glyphs.holdout(), 0, 1)).isNotEqualTo(bytes(glyphs.training(), 0, 1));
    assertThat(bytes(new Glyphs(2).load().training(), 0, 1))
        .isNotEqualTo(bytes(glyphs.training(), 0, 1));
  }

  @Test
  void haveInkAroundTheMiddle() {
    for (int i = 0; i < 1000; i++) {
      byte[] image = bytes(glyphs.training(), i, i + 1);
      double ink = 0;
      double right = 0;
      double down = 0;
      for (int pixel = 0; pixel < image.length; pixel++) {
        // Grain reaches 63, ink begins at 170.
        if ((image[pixel] & 0xff) >= 128) {
          ink++;
          right += pixel % 28;
          down += pixel / 28;
        }
      }
      assertThat(ink).as("ink of image %d", i).isBetween(15.0, 300.0);
      assertThat(right / ink).as("image %d", i).isCloseTo(13.5, within(7.0));
      assertThat(down / ink).as("image %d", i).isCloseTo(13.5, within(7.0));
    }
  }

  /**
   * The nearest class mean must recognise most digits, or they are not digits; it must not
   * recognise all, or there is nothing to learn.
   */
  @Test
  void areToldApartByTheirMeansButNotAll() {
    double[][] means = new double[10][GlyphPen.PIXELS];
    for (int i = 0; i < glyphs.training().size(); i++) {
      byte[] image = bytes(glyphs.training(), i, i + 1);
      for (int pixel = 0; pixel < image.length; pixel++) {
        means[glyphs.training().label(i)][pixel] += (image[pixel] & 0xff) / 1000.0;
      }
    }
    int correct = 0;
    for (int i = 0; i < glyphs.holdout().size(); i++) {
      byte[] image = bytes(glyphs.holdout(), i, i + 1);
      double[] distances =
          Arrays.stream(means).mapToDouble(mean -> distance(mean, image)).toArray();
      int nearest =
          IntStream.range(0, 10).reduce(0, (best, j) -> distances[j] < distances[best] ? j : best);
      correct += nearest == glyphs.holdout().label(i) ? 1 : 0;
    }
    assertThat(correct / 2000.0).isBetween(0.5, 0.9);
  }

  /** Pins the bytes, so that results measured on glyphs stay comparable. */
  @Test
  void areTheGlyphsOfTheFirstRelease() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    assertThat(HexFormat.of().formatHex(sha256.digest(bytes(glyphs.training(), 0, 100))))
        .isEqualTo("f2c7cc6e996a1cc9a3b92a30952424722a916811746134c8304f2c6d2ce7fe87");
  }

  private static double distance(double[] mean, byte[] image) {
    double sum = 0;
    for (int pixel = 0; pixel < image.length; pixel++) {
      double difference = mean[pixel] - (image[pixel] & 0xff);
      sum += difference * difference;
    }
    return sum;
  }

  private static long count(Examples examples, int label) {
    return IntStream.range(0, examples.size()).filter(i -> examples.label(i) == label).count();
  }

  private static byte[] bytes(Examples examples, int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * GlyphPen.PIXELS);
    for (int i = from; i < to; i++) {
      bytes.put(examples.features(i));
    }
    return bytes.array();
  }
}
