package dev.perennial.learner.step;

import dev.perennial.learner.classifier.Classifier;
import dev.perennial.learner.gradient.GradientRule;
import dev.perennial.learner.loss.LossTerm;
import dev.perennial.learner.loss.LossTerm.Need;
import dev.perennial.learner.network.Companion;
import dev.perennial.learner.network.Network;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.network.Statistic;
import dev.perennial.learner.optimizer.Optimizer;
import dev.perennial.learner.penalty.Penalty;
import dev.perennial.learner.weights.WeightRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts a step is made of.
 *
 * @param batch the most rows of a batch
 * @param replay the most replayed rows, of which {@code selection} may choose
 * @param selected how many of them it chooses
 * @param terms the loss, at least one
 */
public record StepDesign(
    int batch,
    int replay,
    int selected,
    Selection selection,
    Scaling scaling,
    Network network,
    Classifier classifier,
    List<LossTerm.Weighted> terms,
    GradientRule gradient,
    Penalty penalty,
    Optimizer optimizer,
    WeightRule weights) {

  /** Copies the list. */
  public StepDesign {
    terms = List.copyOf(terms);
  }

  /** Everything that is trained: the network, the classifier, then each term's own. */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(network.parameters());
    parameters.addAll(classifierParameters());
    terms.forEach(term -> parameters.addAll(term.term().parameters(network.width())));
    return List.copyOf(parameters);
  }

  List<Parameter> classifierParameters() {
    return classifier.parameters(network.head(), network.width());
  }

  /** What is kept up to date without being trained: each term's, then the classifier's. */
  public List<Statistic> statistics() {
    return Stream.concat(
            terms.stream().flatMap(term -> term.term().statistics(network.width()).stream()),
            classifier.answer().stream()
                .flatMap(answer -> answer.statistics(network.width()).stream()))
        .toList();
  }

  /** What the optimizer keeps beside every parameter. */
  public List<Companion> moments() {
    return optimizer.moments().stream().map(Companion::zero).toList();
  }

  /** The model as it was at the last boundary, where a term needs it. */
  public List<Companion> teacher() {
    return needs(Need.TEACHER) ? List.of(Companion.zero("teacher")) : List.of();
  }

  /** Whether a term needs that. */
  public boolean needs(Need need) {
    return terms.stream().anyMatch(term -> term.term().needs().contains(need));
  }

  /** Whether the layers' gradient can be written out instead of recorded. */
  boolean isDense() {
    return network.gradient() == Network.Gradient.DENSE
        && gradient == GradientRule.NONE
        && !penalty.ofOutput();
  }

  /** Whether the slopes of the loss and of the output layer can be written out, too. */
  boolean isWritten() {
    return isDense()
        && classifier.isDense()
        && terms.stream().allMatch(term -> term.term().slope().isPresent());
  }

  /** Whether a step does more to a parameter than its optimizer does. */
  boolean changesMore() {
    return penalty != Penalty.NONE || weights != WeightRule.NONE;
  }
}
