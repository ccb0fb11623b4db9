package dev.perennial.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of one script share what libtorch compiled, and nothing that they work on. */
class ProgramTest {

  private static final Script COUNTING =
      new Script(
          """
            def add(self, x: Tensor) -> Tensor:
              return self.state[0].add_(x)
          """);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final NDArray one = manager.create(new float[] {1});

  @BeforeEach
  void prepare() {
    TorchThread.prepare();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void eachWorksOnItsOwnTensors() {
    NDArray tens = manager.create(new float[] {10});
    NDArray hundreds = manager.create(new float[] {100});
    try (Program first = new Program(manager, COUNTING);
        Program second = new Program(manager, COUNTING)) {
      first.bind(List.of(tens));
      second.bind(List.of(hundreds));

      first.run("add", one).close();
      second.run("add", one).close();
      second.train("add", one).close();
      first.run("add", one).close();
      first.run("add", one).close();
    }

    assertThat(tens.toFloatArray()).containsExactly(13);
    assertThat(hundreds.toFloatArray()).containsExactly(102);
  }

  @Test
  void oneGoesOnWhenAnotherIsClosed() {
    NDArray tens = manager.create(new float[] {10});
    try (Program stays = new Program(manager, COUNTING)) {
      stays.bind(List.of(tens));
      try (Program goes = new Program(manager, COUNTING)) {
        goes.bind(List.of(manager.create(new float[] {100})));
        goes.run("add", one).close();
      }

      stays.run("add", one).close();
    }

    assertThat(tens.toFloatArray()).containsExactly(11);
  }

  @Test
  void isCompiledAgainWhenNoneIsLeft() {
    for (int life = 1; life <= 2; life++) {
      NDArray tens = manager.create(new float[] {10});
      try (Program only = new Program(manager, COUNTING)) {
        only.bind(List.of(tens));

        only.run("add", one).close();
      }
      assertThat(tens.toFloatArray()).as("life %d", life).containsExactly(11);
    }
  }

  @Test
  void closingItTwiceTakesNothingFromTheOthers() {
    NDArray tens = manager.create(new float[] {10});
    try (Program stays = new Program(manager, COUNTING)) {
      stays.bind(List.of(tens));
      Program goes = new Program(manager, COUNTING);
      goes.close();
      goes.close();

      stays.run("add", one).close();
    }

    assertThat(tens.toFloatArray()).containsExactly(11);
  }
}
