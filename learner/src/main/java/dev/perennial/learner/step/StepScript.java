package dev.perennial.learner.step;

import ai.djl.ndarray.NDArray;
import dev.perennial.learner.classifier.Classifier;
import dev.perennial.learner.loss.LossTerm;
import dev.perennial.learner.loss.LossTerm.Need;
import dev.perennial.learner.loss.LossTerm.Slope;
import dev.perennial.learner.penalty.Penalty;
import dev.perennial.learner.weights.WeightRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of one design into the program of its step.
 *
 * <p>{@code step(inputs)} learns the batch that the {@link Workspace} describes: scale, one forward
 * pass for batch and replayed rows, loss, gradient, update in place, and into memory the logits of
 * kept rows where a term needs them. Nothing changes where the loss is not finite or the gradient
 * too long. {@code predict(inputs)} scores the first rows; {@code consolidate(inputs)} ends a
 * learning period; {@code remember(inputs)} gives memory's rows as features of unit length.
 */
public final class StepScript {

  /** Rows of a forward pass of {@code predict}: bounds what activations take. */
  private static final int PREDICTED_AT_ONCE = 256;

  private static final String TRACKED =
      "features: Tensor, labels: Tensor, replay_features: Tensor, replay_labels: Tensor,"
          + " kept: List[Tensor]";

  private static final String SLOPE_ARGUMENTS =
      "logits: Tensor, labels: Tensor, stored_logits: Tensor, stored_known: Tensor";

  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

  private final StepDesign design;
  private final Residence residence;
  private final StringBuilder methods = new StringBuilder();
  private final Map<String, String> places = new TreeMap<>();

  private StepScript(StepDesign design, Residence residence, Arithmetic arithmetic) {
    this.design = design;
    this.residence = residence;
    methods.append(residence.methods()).append(arithmetic.methods());
  }

  /**
   * The script.
   *
   * @param residence where the tensors lie that it works on; but the workspace's, which are on the
   *     host
   * @throws IllegalArgumentException if a part draws random numbers
   */
  public static Script compose(StepDesign design, Residence residence, Arithmetic arithmetic) {
    return new StepScript(design, residence, arithmetic).script();
  }

  /**
   * The tensors a composed script works on, in its order.
   *
   * @param memory inputs, labels and, where rows are kept with their logits, those and how many
   *     classes they cover
   * @param inputs the scaling's statistics
   */
  public static List<NDArray> state(
      Workspace workspace, List<StateTensor> memory, List<StateTensor> inputs, ModelTensors model) {
    List<NDArray> state = new ArrayList<>(workspace.arrays());
    for (List<StateTensor> part :
        List.of(
            memory,
            inputs,
            model.parameters(),
            model.moments(),
            model.penalty(),
            model.weights(),
            model.teacher(),
            model.statistics())) {
      part.forEach(tensor -> state.add(tensor.array()));
    }
    return state;
  }

  private Script script() {
    locate();
    pass();
    parts();
    if (design.isWritten()) {
      slopes();
      methods.append(WRITTEN).append(DESCENT);
    } else if (design.isDense()) {
      methods.append(GRADIENTS).append(DENSE).append(DESCENT);
    } else {
      methods.append(AUTOGRAD);
    }
    methods.append(STEP);
    return new Script(filled(methods.toString()));
  }

  /** The text with every place filled, also those that what fills a place brings along. */
  private String filled(String text) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = Objects.requireNonNull(places.get(place.group(1)), place.group());
              return Matcher.quoteReplacement(filled(value));
            });
  }

  /** Where in the state everything is. */
  private void locate() {
    int parameters = design.parameters().size();
    int head = design.network().parameters().size();
    int memory = 3;
    int inputs = memory + (design.needs(Need.STORED_LOGITS) ? 4 : 2);
    int trained = inputs + design.scaling().tensors();
    int moments = trained + parameters;
    int penalty = moments + parameters * design.moments().size();
    int weights = penalty + parameters * design.penalty().companions().size();
    int teacher = weights + parameters * design.weights().companions().size();
    int kept = teacher + (design.teacher().isEmpty() ? 0 : parameters + 1);
    place("memory_inputs", "self.state[" + memory + "]");
    place("memory_labels", "self.state[" + (memory + 1) + "]");
    place("memory_logits", "self.state[" + (memory + 2) + "]");
    place("memory_known", "self.state[" + (memory + 3) + "]");
    place("statistics", slice(inputs, trained));
    place("parameters", slice(trained, moments));
    place("moments", slice(moments, penalty));
    place("moments_each", Integer.toString(design.moments().size()));
    place("penalty", slice(penalty, weights));
    place("penalty_each", Integer.toString(design.penalty().companions().size()));
    place("weights", slice(weights, teacher));
    place("weights_each", Integer.toString(design.weights().companions().size()));
    place("teacher", slice(teacher, teacher + parameters));
    place("teacher_classes", "self.state[" + (teacher + parameters) + "]");
    place("kept", "self.state[" + kept + ":]");
    place("head", Integer.toString(head));
    place("layers", Integer.toString(head / 2 + (design.isWritten() ? 1 : 0)));
    place("objective", design.isWritten() ? LOGIT_SLOPE : "loss");
    place("head_end", Integer.toString(head + design.classifierParameters().size()));
    place("rows", Integer.toString(Workspace.ROWS));
    place("replayed", Integer.toString(Workspace.REPLAYED));
    place("inserted", Integer.toString(Workspace.INSERTED));
    place("fresh", Integer.toString(Workspace.FRESH));
    place("step", Integer.toString(Workspace.STEP));
    place("period_steps", Integer.toString(Workspace.PERIOD_STEPS));
    place("memory_size", Integer.toString(Workspace.MEMORY_SIZE));
    place("labels", Integer.toString(Workspace.LABELS));
    place("replay_slots", Integer.toString(Workspace.replaySlots(design.batch())));
    place("insert_rows", Integer.toString(Workspace.insertRows(design.batch(), design.replay())));
    place("insert_slots", Integer.toString(Workspace.insertSlots(design.batch(), design.replay())));
    place("selected", Integer.toString(design.selected()));
    place("at_once", Integer.toString(PREDICTED_AT_ONCE));
  }

  /**
   * How numbers pass between host and device, where they are two: the batch and what Java says of
   * it to the device, loss, length and logits back, both once a step.
   */
  private void pass() {
    boolean isHost = residence.isHost();
    place("there", isHost ? "" : "self.there");
    place("here", isHost ? "" : "self.here");
    place("number", isHost ? "float" : "Tensor");
    place("none", isHost ? "0." : "torch.zeros([], dtype=7, layout=0, device=slopes[0].device)");
    place("read", isHost ? "float" : "self.exact");
    place("judge", isHost ? JUDGE : JUDGE_APART);
  }

  private void place(String name, String value) {
    places.put(name, value);
  }

  private static String slice(int from, int to) {
    return "self.state[%d:%d]".formatted(from, to);
  }

  /** A method for every part, and the calls of those that a step may have none or several of. */
  private void parts() {
    methods.append(design.scaling().methods());
    method(
        "features(self, x: Tensor, parameters: List[Tensor]) -> Tensor",
        design.network().features());
    method(
        "logits(self, features: Tensor, own: List[Tensor]) -> Tensor",
        design.classifier().logits());
    method(
        "update(self, parameter: Tensor, gradient: Tensor, moments: List[Tensor],"
            + " learning_rate: float, step: int, place: int) -> int",
        design.optimizer().update());
    method(
        "update_dense(self, parameter: Tensor, delta: Tensor, input: Tensor, moments:"
            + " List[Tensor], learning_rate: float, step: int, place: int) -> int",
        design.optimizer().updateDense());
    loss();
    penalty();
    method(
        "settle(self, parameter: Tensor, own: List[Tensor], step: int) -> int",
        design.weights().settle());
    method(
        "rule(self, gradients: List[Tensor], reference: List[Tensor]) -> List[Tensor]",
        design.gradient().script());
    place("reference", design.gradient().needsReference() ? REFERENCE : NO_REFERENCE);
    answer();
    selection();
    teacher();
    boolean stores = design.needs(Need.STORED_LOGITS);
    place("stored", stores ? STORED : NOT_STORED);
    place("store", stores || !residence.isHost() ? STORE : "");
    // On the host Java copies rows, which is faster.
    place("store_rows", residence.isHost() ? "" : STORE_ROWS);
    place("store_logits", stores ? STORE_LOGITS : "");
    boolean merges = design.scaling().tensors() > 0;
    place("merge", merges ? MERGE : "merged = statistics");
    place("update_layer", design.changesMore() ? CHANGE_LAYER : UPDATE_LAYER);
    place("update_after", design.changesMore() ? CHANGE_AFTER : UPDATE_AFTER);
  }

  private void loss() {
    StringBuilder sum = new StringBuilder();
    StringBuilder track = new StringBuilder();
    StringBuilder boundary = new StringBuilder();
    int own = design.network().parameters().size() + design.classifierParameters().size();
    int kept = 0;
    int width = design.network().width();
    for (int i = 0; i < design.terms().size(); i++) {
      LossTerm.Weighted weighted = design.terms().get(i);
      LossTerm term = weighted.term();
      method("term_%d(self, %s) -> Tensor".formatted(i, LossTerm.ARGUMENTS), term.script());
      int ownEnd = own + term.parameters(width).size();
      int keptEnd = kept + term.statistics(width).size();
      String keeps = "{kept}[%d:%d]".formatted(kept, keptEnd);
      String call =
          ("self.term_%d(logits, labels, features, replay_logits, replay_labels, replay_features,"
                  + " stored_logits, stored_known, teacher_logits, teacher_features,"
                  + " parameters[{head}], parameters[%d:%d], %s)")
              .formatted(i, own, ownEnd, keeps);
      sum.append(i == 0 ? "total = " : "total = total + ")
          .append(weighed(weighted, call))
          .append('\n');
      if (keptEnd > kept) {
        method("track_%d(self, %s) -> int".formatted(i, TRACKED), term.track());
        method("boundary_%d(self, kept: List[Tensor]) -> int".formatted(i), term.atBoundary());
        track.append(
            "self.track_%d(features, labels, replay_features, replay_labels, %s)\n"
                .formatted(i, keeps));
        boundary.append("self.boundary_%d(%s)\n".formatted(i, keeps));
      }
      own = ownEnd;
      kept = keptEnd;
    }
    method(
        "loss(self, %s) -> Tensor"
            .formatted(
                LossTerm.ARGUMENTS.replace(
                    "weight: Tensor, own: List[Tensor], kept: List[Tensor]",
                    "parameters: List[Tensor]")),
        sum + "return total\n");
    String answers = "{kept}[%d:]".formatted(kept);
    boolean tracks =
        design.classifier().answer().stream().anyMatch(a -> !a.statistics(width).isEmpty());
    if (tracks) {
      track.append(
          "self.track_answer(features, labels, replay_features, replay_labels, %s)\n"
              .formatted(answers));
      boundary.append("self.renew(%s)\n".formatted(answers));
    }
    place("answer_kept", answers);
    method(
        "track(self, features: Tensor, labels: Tensor, replay_features: Tensor, replay_labels: Tensor) -> int",
        track + "return 0\n");
    method("boundary(self) -> int", boundary + "return 0\n");
    place("tracks", track.isEmpty() ? "False" : "True");
  }

  private static String weighed(LossTerm.Weighted term, String call) {
    return term.weight() == 1 ? call : "torch.mul(%s, %s)".formatted(call, term.weight());
  }

  /** The slope of the whole loss by the logits, the batch's rows first. */
  private void slopes() {
    Map<Slope.Rows, List<String>> sums = new EnumMap<>(Slope.Rows.class);
    for (int i = 0; i < design.terms().size(); i++) {
      LossTerm.Weighted weighted = design.terms().get(i);
      Slope slope = weighted.term().slope().orElseThrow();
      method("slope_%d(self, %s) -> Tensor".formatted(i, SLOPE_ARGUMENTS), slope.script());
      String prefix = slope.rows() == Slope.Rows.REPLAY ? "replay_" : "";
      String call =
          "self.slope_%d(%slogits, %slabels, stored_logits, stored_known)"
              .formatted(i, prefix, prefix);
      sums.computeIfAbsent(slope.rows(), rows -> new ArrayList<>()).add(weighed(weighted, call));
    }
    method(
        "logit_slope(self, logits: Tensor, labels: Tensor, replay_logits: Tensor, replay_labels:"
            + " Tensor, stored_logits: Tensor, stored_known: Tensor) -> Tensor",
        "return torch.cat([%s, %s])\n"
            .formatted(
                sum(sums.get(Slope.Rows.BATCH), "logits"),
                sum(sums.get(Slope.Rows.REPLAY), "replay_logits")));
  }

  private static String sum(@Nullable List<String> slopes, String logits) {
    return slopes == null ? "torch.zeros_like(%s)".formatted(logits) : String.join(" + ", slopes);
  }

  private void penalty() {
    Penalty penalty = design.penalty();
    String signature =
        "(self, before: Tensor, parameter: Tensor, gradient: Tensor, own: List[Tensor], rows: int) -> int";
    method("accumulate" + signature, penalty.accumulate());
    method(
        "consolidate_one(self, parameter: Tensor, own: List[Tensor], steps: int) -> int",
        penalty.consolidate());
    method(
        "penalized(self, parameter: Tensor, gradient: Tensor, own: List[Tensor],"
            + " learning_rate: float) -> Tensor",
        penalty.penalized());
    place("importances", importances(penalty));
    place("retain", penalty.ofOutput() ? "True" : "False");
    methods.append(penalty == Penalty.NONE ? NOTHING_TO_CONSOLIDATE : CONSOLIDATE);
    methods.append(CHANGE);
  }

  /** What a penalty gathers: nothing where there is none. */
  private static String importances(Penalty penalty) {
    if (penalty.ofOutput()) {
      return OUTPUT_IMPORTANCES;
    }
    return penalty == Penalty.NONE
        ? "importances = annotate(List[Tensor], [])"
        : "importances = gradients";
  }

  private void answer() {
    Classifier.Answer answer = design.classifier().answer().orElse(LOGITS_ANSWER);
    if (!answer.statistics(design.network().width()).isEmpty()) {
      method("track_answer(self, " + TRACKED + ") -> int", answer.track());
      method("renew(self, kept: List[Tensor]) -> int", answer.renew());
    }
    method(
        "prepare(self, parameters: List[Tensor], kept: List[Tensor]) -> List[Tensor]",
        answer.prepare());
    method(
        "answer(self, features: Tensor, logits: Tensor, prepared: List[Tensor]) -> Tensor",
        answer.answer());
    WeightRule weights = design.weights();
    place("answering", weights.companionAnswers() ? "self.averaged()" : "{parameters}");
    if (weights.companionAnswers()) {
      methods.append(AVERAGED);
    }
  }

  private void selection() {
    if (design.selection() != Selection.NONE) {
      methods.append(design.isWritten() ? GRADIENTS : "").append(LOSSES);
      method(
          "scores_of_candidates(self, x: Tensor, labels: Tensor, candidate_x: Tensor,"
              + " candidate_labels: Tensor, learning_rate: float) -> Tensor",
          design.selection().script());
    }
    place("select", design.selection() == Selection.NONE ? "" : SELECT);
  }

  private void teacher() {
    place("teach", design.teacher().isEmpty() ? NO_TEACHER : TEACHER);
  }

  private void method(String signature, String body) {
    methods
        .append("  def %s:\n".formatted(signature))
        .append(body.lines().map(line -> "    " + line + "\n").collect(Collectors.joining()));
  }

  private static final Classifier.Answer LOGITS_ANSWER =
      new Classifier.Answer() {
        @Override
        public String prepare() {
          return "return annotate(List[Tensor], [])\n";
        }

        @Override
        public String answer() {
          return "return logits\n";
        }
      };

  private static final String REFERENCE =
      "self.gradients(self.cross_entropy(replay_logits, replay_labels), leaves, True) if"
          + " torch.size(replay_labels, 0) > 0 else annotate(List[Tensor], [])";

  private static final String NO_REFERENCE = "annotate(List[Tensor], [])";

  private static final String STORED =
      """
      stored_logits, stored_known = torch.index_select({memory_logits}, 0, replay), torch.index_select({memory_known}, 0, replay)""";

  // What no term looks at may be anything.
  private static final String NOT_STORED = "stored_logits, stored_known = result, labels";

  private static final String MERGE =
      "merged = self.merged(statistics, torch.narrow(batch, 0, 0, int(control[{fresh}])))";

  private static final String STORE =
      """
      inserted = int(control[{inserted}])
            if inserted > 0:
              kept = torch.narrow(said, 0, {insert_rows}, inserted)
              slots = torch.narrow(said, 0, {insert_slots}, inserted)
              {store_rows}
              {store_logits}""";

  private static final String STORE_ROWS =
      """
      {memory_inputs}.index_copy_(0, slots, torch.index_select(batch, 0, kept))
              {memory_labels}.index_copy_(0, slots, torch.index_select(labels, 0, kept))""";

  private static final String STORE_LOGITS =
      """
      {memory_logits}.index_copy_(0, slots, torch.index_select(torch.detach(batch_logits), 0, kept))
              {memory_known}.index_fill_(0, slots, torch.size(logits, 1))""";

  private static final String JUDGE =
      """
      nats = float(loss)
          torch.narrow(result, 0, 0, 1).fill_(nats)
          torch.narrow(result, 0, 1, torch.numel(batch_logits)).copy_(torch.flatten(torch.detach(batch_logits)))
          slopes = annotate(List[Tensor], [])
          sound = nats - nats == 0.
          if sound:
            slopes = self.slopes({objective}, logits, rows, replay_logits, replay_labels, trace)
            length = self.length(slopes, trace)
            sound = length <= float(self.state[1][1])
            if not sound:
              torch.select(self.state[1], 0, 2).fill_(length)""";

  /** What the host has to know comes back at once, between the gradient and the update. */
  private static final String JUDGE_APART =
      """
      slopes = self.slopes({objective}, logits, rows, replay_logits, replay_labels, trace)
          length = self.length(slopes, trace)
          report = [torch.reshape(torch.detach(loss), [1]), torch.reshape(length, [1]), torch.flatten(torch.detach(batch_logits))]
          told = self.here(torch.cat([self.exact(report[0]), report[1], self.exact(report[2])]))
          nats, exact = float(told[0]), float(told[1])
          torch.narrow(result, 0, 0, 1).fill_(nats)
          torch.narrow(result, 0, 1, torch.numel(batch_logits)).copy_(torch.narrow(told, 0, 2, torch.numel(batch_logits)))
          sound = nats - nats == 0. and exact <= float(self.state[1][1])
          if not sound:
            torch.select(self.state[1], 0, 2).fill_(exact)""";

  private static final String TEACHER =
      """
      teacher = {teacher}
          teacher_features = self.features(x, teacher)
          teacher_logits = torch.narrow(self.logits(teacher_features, teacher[{head}:{head_end}]), 1, 0, int({teacher_classes}[0]))""";

  private static final String NO_TEACHER = "teacher_features, teacher_logits = result, result";

  private static final String SELECT =
      """
      if rows > 0 and replayed > {selected}:
            candidate_labels = torch.index_select({memory_labels}, 0, replay)
            candidate_x = self.scaled({statistics}, torch.index_select({memory_inputs}, 0, replay))
            scores = self.scores_of_candidates(self.scaled({statistics}, batch), labels, candidate_x, candidate_labels, learning_rate)
            best = torch.sort(torch.detach(scores), stable=True, dim=0, descending=True)[1]
            replay = torch.index_select(replay, 0, torch.narrow(best, 0, 0, {selected}))
            replayed = {selected}""";

  private static final String LOSSES =
      """
        def trained(self) -> List[Tensor]:
          return {parameters}

        def leaves(self) -> List[Tensor]:
          leaves = annotate(List[Tensor], [])
          for parameter in {parameters}:
            leaves.append(torch.detach(parameter).requires_grad_(True))
          return leaves

        def losses(self, x: Tensor, labels: Tensor, parameters: List[Tensor]) -> Tensor:
          logits = self.logits(self.features(x, parameters), parameters[{head}:{head_end}])
          return torch.cross_entropy_loss(logits, labels, None, 0)

      """;

  private static final String AVERAGED =
      """
        def averaged(self) -> List[Tensor]:
          weights = {weights}
          averages = annotate(List[Tensor], [])
          for i in range(len({parameters})):
            averages.append(weights[i * {weights_each}])
          return averages

      """;

  private static final String GRADIENTS =
      """
        def gradients(self, loss: Tensor, leaves: List[Tensor], retain: bool) -> List[Tensor]:
          found = torch.autograd.grad([loss], leaves, None, retain, False, True)
          gradients = annotate(List[Tensor], [])
          for i in range(len(leaves)):
            gradient = found[i]
            if gradient is None:
              gradients.append(torch.zeros_like(leaves[i]))
            else:
              gradients.append(gradient)
          return gradients

      """;

  private static final String OUTPUT_IMPORTANCES =
      "importances = self.gradients(torch.div(torch.sum(torch.square(torch.narrow(logits, 0, 0, rows))),"
          + " rows), leaves, False)";

  private static final String NOTHING_TO_CONSOLIDATE =
      """
        def consolidate(self, inputs: Tensor) -> Tensor:
          self.boundary()
          return torch.narrow(self.state[0], 0, 0, 1)

      """;

  private static final String CONSOLIDATE =
      """
        def consolidate(self, inputs: Tensor) -> Tensor:
          self.boundary()
          parameters, penalty = {parameters}, {penalty}
          steps = int(self.state[0][{period_steps}])
          for i in range(len(parameters)):
            self.consolidate_one(parameters[i], penalty[i * {penalty_each}:(i + 1) * {penalty_each}], steps)
          return torch.narrow(self.state[0], 0, 0, 1)

      """;

  /** What a step does to one parameter. */
  private static final String CHANGE =
      """
        def change(self, i: int, gradient: Tensor, importance: Tensor, rows: int, learning_rate: float, step: int) -> int:
          parameter = {parameters}[i]
          own = {penalty}[i * {penalty_each}:(i + 1) * {penalty_each}]
          before = parameter
          if {penalty_each} > 0:
            before = torch.clone(parameter)
          self.update(parameter, self.penalized(parameter, gradient, own, learning_rate), {moments}[i * {moments_each}:(i + 1) * {moments_each}], learning_rate, step, i)
          if {penalty_each} > 0:
            self.accumulate(before, parameter, importance, own, rows)
          if {weights_each} > 0:
            self.settle(parameter, {weights}[i * {weights_each}:(i + 1) * {weights_each}], step)
          return step

      """;

  /**
   * Any network, any term: the forward pass is recorded. What a penalty gathers must be a number,
   * but adds nothing to the length.
   */
  private static final String AUTOGRAD =
      GRADIENTS
          + """
        def traced(self, x: Tensor) -> Tuple[Tensor, Tensor, List[Tensor], List[Tensor]]:
          leaves = annotate(List[Tensor], [])
          for parameter in {parameters}:
            leaves.append(torch.detach(parameter).requires_grad_(True))
          features = self.features(x, leaves)
          return self.logits(features, leaves[{head}:{head_end}]), features, leaves, leaves

        def slopes(self, objective: Tensor, logits: Tensor, rows: int, replay_logits: Tensor, replay_labels: Tensor, leaves: List[Tensor]) -> List[Tensor]:
          reference = {reference}
          gradients = self.gradients(objective, leaves, {retain})
          {importances}
          return self.rule(gradients, reference) + importances

        def length(self, slopes: List[Tensor], leaves: List[Tensor]) -> {number}:
          squares = {none}
          for slope in slopes[:len(leaves)]:
            squares += self.squares(slope)
          for importance in slopes[len(leaves):]:
            squares += self.squares(importance) * 0.
          return squares ** 0.5

        def descend(self, slopes: List[Tensor], rows: int, leaves: List[Tensor], learning_rate: float, step: int) -> int:
          gathered = len(slopes) - len(leaves)
          for i in range(len(leaves)):
            self.change(i, slopes[i], slopes[gathered + i], rows, learning_rate, step)
          return step

      """;

  /**
   * Dense layers with ReLU between: only what follows the features is recorded, and gradients of
   * the layers go straight into place. As they are not written out before, their length is bounded:
   * a layer's gradient is delta' (input, 1), no longer than delta times (input, 1) (Cauchy and
   * Schwarz). The trace is each layer's input, the features, and what comes after the layers.
   */
  private static final String DENSE =
      """
        def traced(self, x: Tensor) -> Tuple[Tensor, Tensor, List[Tensor], List[Tensor]]:
          parameters = {parameters}
          trace = [x]
          for i in range({layers}):
            trace.append(self.dense(trace[i], parameters[2 * i], parameters[2 * i + 1]))
          features = torch.detach(trace[-1]).requires_grad_(True)
          trace[-1] = features
          leaves = parameters[:{head}]
          for parameter in parameters[{head}:]:
            leaf = torch.detach(parameter).requires_grad_(True)
            leaves.append(leaf)
            trace.append(leaf)
          return self.logits(features, leaves[{head}:{head_end}]), features, leaves, trace

        def slopes(self, objective: Tensor, logits: Tensor, rows: int, replay_logits: Tensor, replay_labels: Tensor, trace: List[Tensor]) -> List[Tensor]:
          found = self.gradients(objective, trace[{layers}:], False)
          top = torch.threshold_backward(found[0], torch.detach(trace[{layers}]), 0)
          return self.down(top, trace) + found[1:]

      """;

  /** As {@link #DENSE}, with an output layer and losses whose slopes are written out, too. */
  private static final String WRITTEN =
      """
        def traced(self, x: Tensor) -> Tuple[Tensor, Tensor, List[Tensor], List[Tensor]]:
          parameters = {parameters}
          trace = [x]
          for i in range({layers} - 1):
            trace.append(self.dense(trace[i], parameters[2 * i], parameters[2 * i + 1]))
          return torch.linear(trace[-1], parameters[-2], parameters[-1]), trace[-1], parameters, trace

        def slopes(self, objective: Tensor, logits: Tensor, rows: int, replay_logits: Tensor, replay_labels: Tensor, trace: List[Tensor]) -> List[Tensor]:
          return self.down(objective, trace)

        def cross_entropy_slope(self, logits: Tensor, labels: Tensor) -> Tensor:
          slope = torch.softmax(logits, 1)
          slope.scatter_(1, torch.unsqueeze(labels, 1), -1., reduce="add")
          return slope.div_(max(torch.size(labels, 0), 1))

      """;

  private static final String LOGIT_SLOPE =
      "self.logit_slope(batch_logits, labels, replay_logits, replay_labels, stored_logits,"
          + " stored_known)";

  /** What dense layers do with the slope of the last one's output. */
  private static final String DESCENT =
      """
        def down(self, top: Tensor, trace: List[Tensor]) -> List[Tensor]:
          parameters = {parameters}
          slopes = [top]
          for back in range({layers} - 1):
            i = {layers} - 1 - back
            slopes.append(torch.threshold_backward(self.back(slopes[back], parameters[2 * i]), trace[i], 0))
          return slopes

        def length(self, slopes: List[Tensor], trace: List[Tensor]) -> {number}:
          squares = {none}
          for back in range({layers}):
            input = trace[{layers} - 1 - back]
            squares += self.squares(slopes[back]) * (self.squares(input) + torch.size(input, 0))
          for slope in slopes[{layers}:]:
            squares += self.squares(slope)
          return squares ** 0.5

        def descend(self, slopes: List[Tensor], rows: int, trace: List[Tensor], learning_rate: float, step: int) -> int:
          parameters, moments = {parameters}, {moments}
          for back in range({layers}):
            i = {layers} - 1 - back
            weight, bias, delta = 2 * i, 2 * i + 1, slopes[back]
            {update_layer}
          for after in range(len(slopes) - {layers}):
            i, gradient = {head} + after, slopes[{layers} + after]
            {update_after}
          return step

      """;

  private static final String UPDATE_LAYER =
      """
      self.update_dense(parameters[weight], delta, trace[i], moments[weight * {moments_each}:bias * {moments_each}], learning_rate, step, weight)
            self.update(parameters[bias], torch.sum(delta, [0]), moments[bias * {moments_each}:(bias + 1) * {moments_each}], learning_rate, step, bias)""";

  private static final String CHANGE_LAYER =
      """
      weight_gradient, bias_gradient = self.outer(delta, trace[i]), torch.sum(delta, [0])
            self.change(weight, weight_gradient, weight_gradient, rows, learning_rate, step)
            self.change(bias, bias_gradient, bias_gradient, rows, learning_rate, step)""";

  private static final String UPDATE_AFTER =
      """
      self.update(parameters[i], gradient, moments[i * {moments_each}:(i + 1) * {moments_each}], learning_rate, step, i)""";

  private static final String CHANGE_AFTER =
      "self.change(i, gradient, gradient, rows, learning_rate, step)";

  private static final String STEP =
      """
        def cross_entropy(self, logits: Tensor, labels: Tensor) -> Tensor:
          if torch.size(labels, 0) == 0:
            return torch.sum(logits)
          return torch.cross_entropy_loss(logits, labels)

        def unit_length(self, rows: Tensor) -> Tensor:
          squares = torch.sum(torch.square(rows), [1], True)
          return torch.mul(rows, torch.rsqrt(torch.add(squares, 1e-12)))

        def neighbours(self, points: Tensor, temperature: float) -> Tensor:
          similarities = torch.div(torch.mm(points, torch.t(points)), temperature)
          order = torch.arange(torch.size(points, 0), device=points.device)
          itself = torch.eq(torch.unsqueeze(order, 1), torch.unsqueeze(order, 0))
          return torch.log_softmax(torch.masked_fill(similarities, itself, -inf), 1)

        def contrast(self, points: Tensor, labels: Tensor, anchors: int, temperature: float) -> Tensor:
          same = torch.eq(torch.unsqueeze(labels, 1), torch.unsqueeze(labels, 0))
          if self.truth(torch.all(same)):
            return torch.mul(torch.sum(points), 0.)
          found = torch.narrow(self.neighbours(points, temperature), 0, 0, anchors)
          positive = torch.logical_and(torch.narrow(same, 0, 0, anchors), torch.logical_not(torch.isinf(found)))
          count = torch.sum(positive, [1])
          chosen = torch.sum(torch.masked_fill(found, torch.logical_not(positive), 0.), [1])
          terms = torch.clamp(torch.sum(torch.gt(count, 0)), 1)
          return torch.neg(torch.div(torch.sum(torch.div(chosen, torch.clamp(count, 1))), terms))

        def classes(self) -> int:
          return torch.size({parameters}[{head}], 0)

        def squares(self, tensor: Tensor) -> {number}:
          numbers = torch.flatten(tensor)
          return {read}(torch.dot(numbers, numbers))

        def step(self, inputs: Tensor) -> Tensor:
          control, result = self.state[0], self.state[2]
          rows, replayed, step = int(control[{rows}]), int(control[{replayed}]), int(control[{step}])
          learning_rate = float(self.state[1][0])
          batch, said = {there}(torch.narrow(inputs, 0, 0, rows)), {there}(control)
          labels = torch.narrow(said, 0, {labels}, rows)
          replay = torch.narrow(said, 0, {replay_slots}, replayed)
          {select}

          statistics = {statistics}
          {merge}
          all_rows = batch
          if replayed > 0:
            all_rows = torch.cat([batch, torch.index_select({memory_inputs}, 0, replay)])
          x = self.scaled(statistics, all_rows)
          {teach}

          logits, features, parameters, trace = self.traced(x)
          batch_logits, batch_features = torch.narrow(logits, 0, 0, rows), torch.narrow(features, 0, 0, rows)
          replay_logits, replay_features = torch.narrow(logits, 0, rows, replayed), torch.narrow(features, 0, rows, replayed)
          replay_labels = torch.index_select({memory_labels}, 0, replay)
          {stored}
          loss = self.loss(batch_logits, labels, batch_features, replay_logits, replay_labels, replay_features, stored_logits, stored_known, teacher_logits, teacher_features, parameters)

          {judge}
          if sound:
            self.descend(slopes, rows, trace, learning_rate, step)
            for i in range(len(statistics)):
              statistics[i].copy_(merged[i])
            if {tracks}:
              self.track(torch.detach(batch_features), labels, torch.detach(replay_features), replay_labels)
            {store}
          return result

        def predict(self, inputs: Tensor) -> Tensor:
          rows = int(self.state[0][{rows}])
          parameters = {answering}
          prepared = self.prepare(parameters, {answer_kept})
          parts = annotate(List[Tensor], [])
          for start in range(0, rows, {at_once}):
            part = {there}(torch.narrow(inputs, 0, start, min({at_once}, rows - start)))
            features = self.features(self.scaled({statistics}, part), parameters)
            parts.append(self.answer(features, self.logits(features, parameters[{head}:{head_end}]), prepared))
          return {here}(torch.cat(parts))

        def remembered(self, parameters: List[Tensor]) -> Tensor:
          size = int(self.state[0][{memory_size}])
          features = annotate(List[Tensor], [])
          for start in range(0, size, {at_once}):
            part = torch.narrow({memory_inputs}, 0, start, min({at_once}, size - start))
            features.append(self.features(self.scaled({statistics}, part), parameters))
          if size == 0:
            return torch.narrow(parameters[{head}], 0, 0, 0)
          return torch.cat(features)

        def remembered_labels(self) -> Tensor:
          return torch.narrow({memory_labels}, 0, 0, int(self.state[0][{memory_size}]))

        def answering(self) -> List[Tensor]:
          return {answering}

        def remember(self, inputs: Tensor) -> Tensor:
          features = self.remembered({answering})
          return {here}(torch.div(features, torch.clamp_min(torch.norm(features, 2, [1], True), 1e-12)))
      """;
}
