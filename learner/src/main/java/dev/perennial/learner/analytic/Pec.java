package dev.perennial.learner.analytic;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.random.Draws;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prediction error-based classification (Zajac, Tuytelaars and van de Ven 2024): a teacher, one
 * wide hidden layer of GELUs that is drawn and never trained, and a small student of the same form
 * for every class, trained on its rows alone to answer as the teacher does. A score is the mean
 * squared error of a class's student, negative. A student's gradient touches no other class, so
 * nothing interferes. All students begin with the same weights.
 *
 * <p>Departures: the paper's rate falls linearly to 0 at the end of a class's data, which a stream
 * does not announce; here it is 0.003 / sqrt(1 + t / 100) in a student's step t, from 0. The rows
 * of a class in a batch make one step of Adam (0.9, 0.999, 1e-8) on the mean over rows and outputs.
 *
 * @param hidden width of a student's hidden layer, at least 1
 */
record Pec(int hidden) implements Head {

  /** Widths of the teacher's hidden layer, and of what it says. */
  private static final int TEACHER = 100;

  private static final int OUTPUTS = 32;

  @Override
  public OnVectors onVectors() {
    return OnVectors.RAW;
  }

  @Override
  public List<Slot> slots(int width) {
    Stream<Slot> teacher =
        Stream.of(
            Slot.fixed("teacher.hidden", DataType.FLOAT32, TEACHER, width)
                .filled(uniform("teacher.hidden", TEACHER * width, width)),
            Slot.fixed("teacher.out", DataType.FLOAT32, OUTPUTS, TEACHER)
                .filled(uniform("teacher.out", OUTPUTS * TEACHER, TEACHER)));
    Stream<Slot> students =
        Stream.of(
                Slot.perClass("student.hidden", DataType.FLOAT32, hidden, width)
                    .filled(uniform("student.hidden", hidden * width, width)),
                Slot.perClass("student.bias", DataType.FLOAT32, hidden),
                Slot.perClass("student.out", DataType.FLOAT32, OUTPUTS, hidden)
                    .filled(uniform("student.out", OUTPUTS * hidden, hidden)))
            .flatMap(slot -> Stream.of(slot, moment(slot, ".mean"), moment(slot, ".square")));
    return Stream.of(teacher, students, Stream.of(Slot.perClass("class.steps", DataType.FLOAT64)))
        .flatMap(slots -> slots)
        .toList();
  }

  private static Slot moment(Slot slot, String suffix) {
    return new Slot(slot.name() + suffix, slot.type(), slot.rows(), slot.row(), Slot.Fill.ZERO);
  }

  /** Uniform of variance 2 / fanIn, so that layers keep the size of what goes in. */
  private static Slot.Fill uniform(String name, int period, int fanIn) {
    double bound = Math.sqrt(6.0 / fanIn);
    return (tensor, from, seed) -> {
      Draws draws = new Draws(seed, "initialize " + name);
      FloatBuffer values = tensor.floats();
      for (int i = from; i < values.limit(); i++) {
        values.put(i, (float) ((2 * draws.unit(i % period) - 1) * bound));
      }
    };
  }

  @Override
  public double sharpness() {
    return 10;
  }

  @Override
  public String methods(int width) {
    return """
      def taught(self, z: Tensor) -> Tensor:
        return torch.linear(torch.gelu(torch.linear(z, {teacher.hidden})), {teacher.out})
      def learn(self, z: Tensor, labels: Tensor) -> int:
        taught = self.taught(z)
        counts = torch.sum(torch.one_hot(labels, torch.size({class.rows}, 0)), [0])
        {class.rows}.add_(counts)
        present = torch.flatten(torch.nonzero(counts))
        for i in range(torch.size(present, 0)):
          label = int(present[i])
          rows = torch.flatten(torch.nonzero(torch.eq(labels, label)))
          self.imitate(label, torch.index_select(z, 0, rows), torch.index_select(taught, 0, rows))
        return 0
      def imitate(self, label: int, x: Tensor, taught: Tensor) -> int:
        out = torch.select({student.out}, 0, label)
        inside = torch.linear(x, torch.select({student.hidden}, 0, label), torch.select({student.bias}, 0, label))
        hidden = torch.gelu(inside)
        error = torch.sub(torch.linear(hidden, out), taught)
        error = torch.mul(error, 2. / float(torch.numel(error)))
        back = torch.gelu_backward(torch.mm(error, out), inside)
        step = float({class.steps}[label])
        torch.select({class.steps}, 0, label).add_(1)
        self.descend({student.out}, {student.out.mean}, {student.out.square}, torch.mm(torch.t(error), hidden), label, step)
        self.descend({student.hidden}, {student.hidden.mean}, {student.hidden.square}, torch.mm(torch.t(back), x), label, step)
        self.descend({student.bias}, {student.bias.mean}, {student.bias.square}, torch.sum(back, [0]), label, step)
        return 0
      def descend(self, weights: Tensor, means: Tensor, squares: Tensor, gradient: Tensor, label: int, step: float) -> int:
        mean = torch.select(means, 0, label).mul_(0.9).add_(torch.mul(gradient, 0.1))
        square = torch.select(squares, 0, label).mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        rate = 0.003 / (1. + step / 100.) ** 0.5
        direction = torch.div(mean, 1. - 0.9 ** (step + 1.))
        size = torch.sqrt(torch.div(square, 1. - 0.999 ** (step + 1.))).add_(1.0e-8)
        torch.select(weights, 0, label).addcdiv_(direction, size, value=-rate)
        return 0
      def scores(self, z: Tensor) -> Tensor:
        classes = torch.size({class.rows}, 0)
        weights = torch.reshape({student.hidden}, [classes * HIDDEN, WIDTH])
        hidden = torch.gelu(torch.linear(z, weights, torch.flatten({student.bias})))
        hidden = torch.transpose(torch.view(hidden, [-1, classes, HIDDEN]), 0, 1)
        error = torch.sub(torch.bmm(hidden, torch.transpose({student.out}, 1, 2)), self.taught(z))
        return torch.neg(torch.t(torch.mean(torch.mul(error, error), [2]))).contiguous()
      def settle(self) -> int:
        return 0
    """
        .replace("WIDTH", String.valueOf(width))
        .replace("HIDDEN", String.valueOf(hidden));
  }
}
