package dev.perennial.learner.loss;

import dev.perennial.learner.learning.Catalogue;
import dev.perennial.learner.learning.Spec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Every loss term there is; the number after a term's id is its weight in the sum, 1 if left out.
 */
public final class Losses {

  /** By id. */
  public static final Catalogue<LossTerm> ALL =
      Catalogue.<LossTerm>of("loss")
          .with("cross-entropy:WEIGHT", spec -> new CrossEntropy())
          .with("asymmetric:WEIGHT", spec -> new Asymmetric())
          .with("replay:WEIGHT", spec -> new ReplayCrossEntropy())
          .with("logit-matching:WEIGHT", spec -> new LogitMatching())
          .with("prediction-distillation:WEIGHT,TEMPERATURE", predictions(Rehearsed.BATCH))
          .with("replay-prediction-distillation:WEIGHT,TEMPERATURE", predictions(Rehearsed.REPLAY))
          .with("feature-distillation:WEIGHT", spec -> new FeatureDistillation(Rehearsed.BATCH))
          .with(
              "replay-feature-distillation:WEIGHT",
              spec -> new FeatureDistillation(Rehearsed.REPLAY))
          .with("binary-distillation:WEIGHT", spec -> new BinaryDistillation())
          .with("center:WEIGHT", spec -> new Center())
          .with(
              "proxy-contrastive:WEIGHT,TEMPERATURE",
              spec -> new ProxyContrastive(spec.number(1, 0.09)))
          .with(
              "holistic-contrastive:WEIGHT,TEMPERATURE,LEAST,MOST",
              spec ->
                  new HolisticContrastive(
                      spec.number(1, 0.09), spec.number(2, 0.5625), spec.number(3, 1.8)))
          .with("proxy-distillation:WEIGHT", spec -> new ProxyDistillation())
          .with(
              "sample-distillation:WEIGHT,TEMPERATURE",
              spec -> new SampleDistillation(spec.number(1, 0.09)))
          .with("energy-contrast:WEIGHT", spec -> new EnergyContrast())
          .with(
              "instance-contrastive:WEIGHT,TEMPERATURE",
              spec -> new InstanceContrastive(spec.number(1, 0.07)))
          .with(
              "prototype:WEIGHT,TEMPERATURE",
              spec -> new PrototypeEquilibrium(spec.number(1, 0.5)));

  private Losses() {}

  private static Function<Spec, LossTerm> predictions(Rehearsed rows) {
    return spec -> new PredictionDistillation(rows, spec.number(1, 2));
  }

  /**
   * The terms of a sum such as {@code cross-entropy + replay:0.5}.
   *
   * @throws IllegalArgumentException if a term does not exist or is named twice, or its weight is
   *     not positive
   */
  public static List<LossTerm.Weighted> parse(String sum) {
    List<Spec> specs = Spec.parseSum(sum);
    Set<String> named = new HashSet<>();
    for (Spec spec : specs) {
      if (!named.add(spec.id())) {
        throw new IllegalArgumentException("loss must name a term once: " + spec);
      }
    }
    return specs.stream()
        .map(spec -> new LossTerm.Weighted(ALL.part(spec), spec.number(0, 1)))
        .toList();
  }
}
