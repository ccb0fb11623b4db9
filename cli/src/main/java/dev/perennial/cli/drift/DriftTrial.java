package dev.perennial.cli.drift;

import dev.perennial.ingest.data.DataSet;
import dev.perennial.schemas.Tensor;
import dev.perennial.schemas.Tensors;
import dev.perennial.schemas.drift.ChangeDetector;
import dev.perennial.schemas.drift.Detectors;
import dev.perennial.schemas.drift.DriftSettings;
import dev.perennial.schemas.drift.RegimeTracker;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One detector on one stream that changes in its middle. */
final class DriftTrial {

  private DriftTrial() {}

  /**
   * Watches the errors of naive Bayes, which answers each example before it learns it and begins
   * anew at each alarm.
   */
  static void watchErrors(DataSet data, Detectors detectors, Alarms alarms) {
    int features = Tensors.count(data.shape());
    int classes = data.classNames().size();
    ChangeDetector detector = detectors.forErrors();
    NaiveBayes learner = new NaiveBayes(features, classes);
    float[] row = new float[features];
    for (int i = 0; i < data.training().size(); i++) {
      data.training().features(i).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(row);
      int label = data.training().label(i);
      boolean isWrong = learner.predict(row) != label;
      learner.learn(row, label);
      if (detector.add(isWrong ? 1 : 0)) {
        alarms.raise(i);
        learner = new NaiveBayes(features, classes);
      }
    }
  }

  /** Watches the features as ingest does; an alarm is where the tracker begins to decide. */
  static void watchFeatures(List<Tensor> samples, String detector, Alarms alarms) {
    RegimeTracker tracker = tracker(samples, detector);
    for (int i = 0; i < samples.size(); i++) {
      boolean wasDeciding = tracker.isDeciding();
      tracker.add(samples.get(i));
      if (tracker.isDeciding() && !wasDeciding) {
        alarms.raise(i);
      }
    }
  }

  /** The regime at the end of each part of so many samples. */
  static List<Integer> regimes(List<Tensor> samples, String detector, int length) {
    RegimeTracker tracker = tracker(samples, detector);
    List<Integer> regimes = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      int regime = tracker.add(samples.get(i));
      if ((i + 1) % length == 0) {
        regimes.add(regime);
      }
    }
    return regimes;
  }

  private static RegimeTracker tracker(List<Tensor> samples, String detector) {
    DriftSettings usual = DriftSettings.DEFAULTS;
    return new RegimeTracker(
        new DriftSettings(detector, usual.window(), usual.sameBelow(), usual.mostRegimes()),
        Tensors.count(samples.get(0).getShape()));
  }
}
