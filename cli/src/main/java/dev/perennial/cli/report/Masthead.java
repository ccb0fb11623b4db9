package dev.perennial.cli.report;

import java.util.List;
import java.util.Map;

/** How a page of results begins: what it is about, and how a reader comes to the same. */
public final class Masthead {

  private Masthead() {}

  /**
   * The lines, the last of them empty.
   *
   * @param command what a reader types to have the same
   * @param machine the kind of machine, in words
   * @param versions of Perennial and what it is made of
   */
  public static List<String> of(
      String title, String command, String machine, Map<String, String> versions) {
    return List.of(
        "# " + title,
        "",
        "`%s`".formatted(command),
        "",
        "Perennial %s with libtorch %s on %s, Java %s."
            .formatted(
                versions.getOrDefault("perennial", Figures.ABSENT),
                versions.getOrDefault("pytorch", Figures.ABSENT),
                machine,
                versions.getOrDefault("java", Figures.ABSENT)),
        "");
  }
}
