package dev.perennial.learner.learning;

import dev.perennial.schemas.settings.Problems;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parts of a learning system that a recipe may choose one by one. {@link #PRESET} in a place
 * means what the strategy has there. A part is written {@code id} or {@code id:number,number}.
 *
 * @param loss the terms that are added, {@code term + term}, each with an optional weight: {@code
 *     asymmetric + replay + logit-matching:0.5}
 * @param update which rows memory keeps
 * @param retrieval which kept rows come back
 * @param gradient what happens to the gradient before the optimizer sees it
 * @param weights what happens to the weights after the optimizer
 * @param penalty what holds the weights to what older periods needed
 * @param classifier what turns features into scores
 * @param features what a learner without gradients sees of a row
 */
public record Parts(
    String loss,
    String update,
    String retrieval,
    String gradient,
    String weights,
    String penalty,
    String classifier,
    String features)
    implements Serializable {

  /** What stands for the strategy's own part. */
  public static final String PRESET = "preset";

  /** Every part is the strategy's own. */
  public static final Parts DEFAULTS =
      new Parts(PRESET, PRESET, PRESET, PRESET, PRESET, PRESET, PRESET, PRESET);

  /** Checks that nothing is blank; whether the parts exist is for whoever builds the learner. */
  public Parts {
    new Problems("parts")
        .notBlank("loss", loss)
        .notBlank("update", update)
        .notBlank("retrieval", retrieval)
        .notBlank("gradient", gradient)
        .notBlank("weights", weights)
        .notBlank("penalty", penalty)
        .notBlank("classifier", classifier)
        .notBlank("features", features)
        .throwIfAny();
  }

  /** A network that learns by that loss and keeps nothing; the start of every preset. */
  public static Parts ofLoss(String loss) {
    return new Parts(loss, "none", "uniform", "none", "none", "none", "linear", "raw");
  }

  /** The same with another loss. */
  public Parts withLoss(String other) {
    return new Parts(other, update, retrieval, gradient, weights, penalty, classifier, features);
  }

  /** The same with another update policy: with a memory. */
  public Parts withUpdate(String other) {
    return new Parts(loss, other, retrieval, gradient, weights, penalty, classifier, features);
  }

  /** The same with another retrieval. */
  public Parts withRetrieval(String other) {
    return new Parts(loss, update, other, gradient, weights, penalty, classifier, features);
  }

  /** The same with another gradient rule. */
  public Parts withGradient(String other) {
    return new Parts(loss, update, retrieval, other, weights, penalty, classifier, features);
  }

  /** The same with another weight rule. */
  public Parts withWeights(String other) {
    return new Parts(loss, update, retrieval, gradient, other, penalty, classifier, features);
  }

  /** The same with another penalty. */
  public Parts withPenalty(String other) {
    return new Parts(loss, update, retrieval, gradient, weights, other, classifier, features);
  }

  /** The same with another classifier. */
  public Parts withClassifier(String other) {
    return new Parts(loss, update, retrieval, gradient, weights, penalty, other, features);
  }

  /** The same with other features. */
  public Parts withFeatures(String other) {
    return new Parts(loss, update, retrieval, gradient, weights, penalty, classifier, other);
  }

  /** Those that are named, under their keys, in the order of the keys. */
  public Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    named.put("loss", loss);
    named.put("update", update);
    named.put("retrieval", retrieval);
    named.put("gradient", gradient);
    named.put("weights", weights);
    named.put("penalty", penalty);
    named.put("classifier", classifier);
    named.put("features", features);
    named.values().removeIf(PRESET::equals);
    return named;
  }

  /** These parts, and those of {@code preset} where these name none. */
  public Parts over(Parts preset) {
    return new Parts(
        stated(loss, preset.loss),
        stated(update, preset.update),
        stated(retrieval, preset.retrieval),
        stated(gradient, preset.gradient),
        stated(weights, preset.weights),
        stated(penalty, preset.penalty),
        stated(classifier, preset.classifier),
        stated(features, preset.features));
  }

  /** The stated part, or the strategy's own where the recipe states none. */
  private static String stated(String part, String preset) {
    return part.equals(PRESET) ? preset : part;
  }
}
