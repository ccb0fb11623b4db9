package dev.perennial.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

  private static final String TWICE =
      """
        def twice(self, x: Tensor) -> Tensor:
          return x + x
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.rand([1])",
        "torch.randn_like(x)",
        "x.normal_(0, 1)",
        "torch.bernoulli(x)",
        "torch.dropout(x, 0.5, True)",
        "torch.randperm (3)",
        "x.uniform_()"
      })
  void refusesTorchsRandomFunctions(String call) {
    assertThatThrownBy(() -> new Script("  def f(self, x: Tensor):\n    return " + call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a script must not draw random numbers itself: ");
  }

  @Test
  void givesTheSameArchiveEachTime() {
    assertThat(new Script(TWICE).archive()).isEqualTo(new Script(TWICE).archive());
  }

  @Test
  void runs() {
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, new Script(TWICE));
        NDArray twice = program.run("twice", manager.create(new float[] {1, 2}))) {
      assertThat(twice.toFloatArray()).containsExactly(2, 4);
    }
  }

  @Test
  void saysWhereAScriptIsWrong() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Script wrong =
          new Script("  def f(self, x: Tensor) -> Tensor:\n    return torch.nothing(x)\n");
      assertThatThrownBy(() -> new Program(manager, wrong).run("f", manager.create(1f)))
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void changesTheTensorsItIsBoundTo() {
    Script add =
        new Script(
            """
              def add(self, x: Tensor) -> Tensor:
                return self.state[0].add_(x)
            """);
    try (NDManager manager = NDManager.newBaseManager();
        Program program = new Program(manager, add);
        StateTensor sum =
            new StateTensor(manager, "sum", ai.djl.ndarray.types.DataType.FLOAT32, 2)) {
      program.bind(List.of(sum.array()));
      program.run("add", manager.create(new float[] {1, 2})).close();
      program.run("add", manager.create(new float[] {1, 2})).close();

      assertThat(sum.view().getFloat(0)).isEqualTo(2);
      assertThat(sum.view().getFloat(4)).isEqualTo(4);
    }
  }
}
