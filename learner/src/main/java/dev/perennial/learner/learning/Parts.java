package dev.perennial.learner.learning;

import dev.perennial.schemas.settings.Problems;
import java.io.Serializable;

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

  /** The stated part, or the strategy's own where the recipe states none. */
  public static String stated(String part, String preset) {
    return part.equals(PRESET) ? preset : part;
  }
}
