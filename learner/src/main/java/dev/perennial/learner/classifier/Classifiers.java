package dev.perennial.learner.classifier;

import dev.perennial.learner.learning.Catalogue;

/** Every classifier on a network's features there is. */
public final class Classifiers {

  /** By id. */
  public static final Catalogue<Classifier> ALL =
      Catalogue.<Classifier>of("classifier")
          .with("linear", spec -> new Linear())
          .with("cosine:SCALE", spec -> new Cosine(spec.number(0, 16)))
          .with("ncm", spec -> new Answered(new ClassMeans()))
          .with("slda", spec -> new Answered(new StreamingLda()))
          .with("nearest-exemplar", spec -> new Answered(new NearestExemplar()))
          .with("energy:UNITS", spec -> new Energy(spec.whole(0, "units", 64)));

  private Classifiers() {}
}
