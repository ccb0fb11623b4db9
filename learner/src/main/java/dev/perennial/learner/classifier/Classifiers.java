package dev.perennial.learner.classifier;

import dev.perennial.learner.learning.Catalogue;

/** Every classifier on a network's features there is. */
public final class Classifiers {

  /** By id. */
  public static final Catalogue<Classifier> ALL =
      Catalogue.<Classifier>of("classifier")
          .with("linear", spec -> new Linear())
          .with("ncm", spec -> new Answered(new ClassMeans()));

  private Classifiers() {}
}
