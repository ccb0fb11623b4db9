package dev.perennial.k8s;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;

/** Whom label selectors select. */
final class Selectors {

  private Selectors() {}

  /** Whether a selector selects what has these labels; an empty one selects everything. */
  static boolean selects(LabelSelector selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
        && selector.getMatchExpressions().stream().allMatch(each -> isMet(each, labels));
  }

  private static boolean isMet(LabelSelectorRequirement required, Map<String, String> labels) {
    if (!required.getOperator().equals("In")) {
      throw new IllegalArgumentException("only In is used here: " + required);
    }
    return required.getValues().contains(labels.get(required.getKey()));
  }
}
