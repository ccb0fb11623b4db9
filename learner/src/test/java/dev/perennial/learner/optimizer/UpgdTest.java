package dev.perennial.learner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UpgdTest {

  private static final long KEY = 42;

  /** The most that noise changes a parameter at a rate of 0.1: the range of 0.001 sqrt(3). */
  private static final float SHAKEN = 0.1f * 0.001f * 1.7321f;

  /** What parameters are after one update at a utility of zero. */
  private static float[] updated(
      Upgd upgd, float[] parameters, float[] gradient, double rate, int step, int place) {
    String script =
        "  def update(self, parameter: Tensor, gradient: Tensor, moments: List[Tensor],"
            + " learning_rate: float, step: int, place: int) -> int:\n"
            + upgd.update().lines().map(l -> "    " + l + "\n").collect(Collectors.joining())
            + """
                def apply(self, gradient: Tensor) -> Tensor:
                  self.update(self.state[0], gradient, self.state[1:], %s, %d, %d)
                  return self.state[0]
              """
                .formatted(rate, step, place);
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(script))) {
      StateTensor parameter =
          new StateTensor(manager, "parameter", DataType.FLOAT32, parameters.length);
      parameter.floats().put(0, parameters);
      StateTensor utility =
          new StateTensor(manager, "utility", DataType.FLOAT32, parameters.length);
      program.bind(List.of(parameter.array(), utility.array()));
      try (NDArray given = manager.create(gradient)) {
        program.run("apply", given).close();
      }
      float[] after = new float[parameters.length];
      parameter.floats().get(0, after);
      return after;
    }
  }

  /** Without gradient and utility half of the noise is all that happens. */
  private static float[] noise(long key, int count, int step, int place) {
    float[] zero = new float[count];
    float[] after = updated(new Upgd(0, key), zero, zero, 1, step, place);
    for (int i = 0; i < count; i++) {
      after[i] *= -2;
    }
    return after;
  }

  @Test
  void sparesWhatIsUsefulAndFreesWhatIsNot() {
    // Utilities -g p: 0.5, 0, -0.5, 1, of which the most is 1: shares 0.5, 0, -0.5, 1. Free are
    // 1 - sigmoid: 0.3775407, 0.5, 0.6224593, 0.2689414; of the steps -0.1 g.
    float[] parameters = {1, 0, 1, 2};
    float[] after =
        updated(new Upgd(0, KEY), parameters, new float[] {-0.5f, 0.5f, 0.5f, -0.5f}, 0.1, 1, 0);

    assertThat(after)
        .containsExactly(new float[] {1.0188770f, -0.025f, 0.9688770f, 2.0134471f}, within(SHAKEN));
  }

  @Test
  void protectsNothingWhereNothingIsUseful() {
    assertThat(updated(new Upgd(0, KEY), new float[] {1, 2}, new float[] {0.5f, 0.5f}, 0.1, 1, 0))
        .containsExactly(new float[] {0.95f, 1.95f}, within(SHAKEN));
  }

  @Test
  void decaysWeightsBesideTheGradient() {
    // 1 - 0.1 * 0.5 = 0.95 of each; the gradient is zero.
    assertThat(updated(new Upgd(0.5, KEY), new float[] {1, 2}, new float[2], 0.1, 1, 0))
        .containsExactly(new float[] {0.95f, 1.9f}, within(SHAKEN));
  }

  @Test
  void drawsNoiseByCounter() {
    // SplitMix64's finalizer of step and place, then of each four elements; 16 bits an element,
    // lowest first, in units of 0.001 * sqrt(12) / 65536 around the middle.
    long gamma = 0x9e3779b97f4a7c15L;
    long start = mixed((7L * 65536 + 3) * gamma + KEY);
    float[] expected = new float[10];
    for (int i = 0; i < expected.length; i++) {
      long piece = mixed(i / 4 * gamma + start) >>> (16 * (i % 4)) & 0xffff;
      expected[i] = (float) ((piece - 32767.5) * 0.001 * Math.sqrt(12) / 65536);
    }

    assertThat(noise(KEY, 10, 7, 3)).containsExactly(expected, within(1e-9f));
  }

  private static long mixed(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Test
  void drawsNoiseOfTheStatedDeviationAroundZero() {
    float[] noise = noise(KEY, 40_000, 1, 0);
    double mean = 0;
    double square = 0;
    double next = 0;
    for (int i = 0; i < noise.length; i++) {
      mean += noise[i] / noise.length;
      square += (double) noise[i] * noise[i] / noise.length;
      next += (double) noise[i] * noise[(i + 1) % noise.length] / noise.length;
    }

    // Four standard errors: of the mean 0.001 / 200, of the square 0.89 * 1e-6 / 200, of the
    // product of neighbours 1e-6 / 200.
    assertThat(mean).isCloseTo(0, within(2e-5));
    assertThat(square).isCloseTo(1e-6, within(1.8e-8));
    assertThat(next).isCloseTo(0, within(2e-8));
  }

  @Test
  void drawsOtherNoiseForEveryStepParameterAndSeed() {
    List<float[]> draws =
        List.of(
            noise(KEY, 8, 1, 0), noise(KEY, 8, 2, 0), noise(KEY, 8, 1, 1), noise(KEY + 1, 8, 1, 0));

    assertThat(draws.stream().map(Arrays::toString).distinct()).hasSize(4);
    assertThat(noise(KEY, 5, 1, 0)).isEqualTo(Arrays.copyOf(draws.get(0), 5));
  }
}
