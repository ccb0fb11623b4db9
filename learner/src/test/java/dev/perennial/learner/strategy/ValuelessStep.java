package dev.perennial.learner.strategy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.perennial.learner.learning.Batch;
import dev.perennial.learner.learning.Features;
import dev.perennial.learner.learning.Origin;
import dev.perennial.learner.learning.Recipe;
import dev.perennial.learner.loss.LossTerm.Need;
import dev.perennial.learner.memory.ReplayMemory;
import dev.perennial.learner.memory.ReplayMemory.Columns;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.step.Arithmetic;
import dev.perennial.learner.step.InputView;
import dev.perennial.learner.step.ModelTensors;
import dev.perennial.learner.step.OtherDevices;
import dev.perennial.learner.step.Program;
import dev.perennial.learner.step.Residence;
import dev.perennial.learner.step.Scaling;
import dev.perennial.learner.step.Script;
import dev.perennial.learner.step.StateTensor;
import dev.perennial.learner.step.StepDesign;
import dev.perennial.learner.step.StepScript;
import dev.perennial.learner.step.TorchThread;
import dev.perennial.learner.step.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The script of a step on a device without values, with everything that it is called for. */
final class ValuelessStep implements AutoCloseable {

  private static final int CLASSES = 4;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final Features features;
  private final StepDesign design;
  private final ReplayMemory memory;
  private final Workspace workspace;
  private final Program program;
  private final Batch batch;
  private final NDArray inputs;

  ValuelessStep(
      Recipe recipe,
      Features features,
      Strategy strategy,
      Network network,
      Function<NDManager, Residence> device) {
    TorchThread.prepare();
    this.features = features;
    Composition composition = Composition.of(recipe, strategy);
    Scaling scaling = Scaling.of(features);
    this.design = composition.design(network, scaling);
    Residence residence = device.apply(manager);
    List<StateTensor> statistics = scaling.open(residence, features);
    ModelTensors model = new ModelTensors(residence, design, recipe.seed());
    model.fit(CLASSES);
    model.teach();
    this.workspace = new Workspace(manager, design.batch(), design.replay());
    workspace.fit(CLASSES);
    this.memory =
        new ReplayMemory(
            residence,
            features,
            recipe.memory(),
            design.needs(Need.STORED_LOGITS) ? Columns.WITH_LOGITS : Columns.PLAIN,
            composition.update(),
            composition.retrieval());
    memory.fit(CLASSES);
    Script script = StepScript.compose(design, residence, Arithmetic.of(residence));
    this.program = new Program(manager, OtherDevices.completed(script));
    this.batch = new Batch(features, recipe.batch());
    this.inputs = new InputView(manager, features).of(batch.inputs());
    // Room for rows first: the tensors are others then.
    plan();
    program.bind(StepScript.state(workspace, memory.tensors(), statistics, model));
  }

  private void plan() {
    int[] labels = new int[design.batch()];
    Origin[] origins = new Origin[design.batch()];
    Arrays.setAll(labels, row -> row % CLASSES);
    Arrays.setAll(origins, row -> new Origin(row, row % CLASSES, 0));
    memory.plan(design.batch(), labels, origins, workspace);
  }

  /** A step with a replay and rows that are kept, one without, answers, and the end of a period. */
  void run() {
    int rows = design.batch();
    for (int row = 0; row < rows; row++) {
      workspace.label(row, row % CLASSES);
    }
    workspace.rows(rows);
    workspace.fresh(rows);
    workspace.learningRate(0.1);
    workspace.periodSteps(1);
    workspace.memorySize(1);
    for (int replayed : new int[] {0, design.replay()}) {
      workspace.replay(new int[replayed]);
      workspace.step(50);
      program.train("step", inputs).close();
    }
    program.run("predict", inputs).close();
    program.run("consolidate", inputs).close();
    program.run("remember", inputs).close();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
