package dev.perennial.k8s;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What expressions of Prometheus ask for. */
final class Expressions {

  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LABELS = Pattern.compile("\\{[^}]*}|\\bby \\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("\\bup\\b|\\b[a-z]+(?:_[A-Za-z0-9]+)+\\b");
  private static final Pattern JOB = Pattern.compile("\\bjob=\"([^\"]*)\"");

  private Expressions() {}

  /** The names of metrics. */
  static Set<String> metrics(String expression) {
    String bare = LABELS.matcher(STRING.matcher(expression).replaceAll("")).replaceAll("");
    Set<String> names = new TreeSet<>();
    NAME.matcher(bare).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  /** The jobs whose metrics they are; empty where any may be. */
  static Set<String> jobs(String expression) {
    Set<String> jobs = new TreeSet<>();
    JOB.matcher(expression).results().map(found -> found.group(1)).forEach(jobs::add);
    return jobs;
  }
}
