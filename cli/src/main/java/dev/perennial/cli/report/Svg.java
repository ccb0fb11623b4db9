package dev.perennial.cli.report;

import java.util.Locale;

/**
 * A picture in SVG, drawn element by element; places are in pixels from the upper left. As text:
 * chart libraries for Java bring a window system or a licence that we do not want for dots and
 * lines. A style is the name of a class of the picture's style sheet; there are {@code title},
 * {@code name} (which ends at its place), {@code tick}, {@code grid} and {@code spread}, and what a
 * picture adds.
 *
 * <p>Owned by one thread.
 */
public final class Svg {

  private static final String STYLES =
      """
      text { font: 11px system-ui, sans-serif; fill: #4b5563; }
      .title { font-size: 13px; font-weight: 600; }
      .name { text-anchor: end; }
      .tick { font-size: 9px; text-anchor: middle; }
      .grid { stroke: #9ca3af; stroke-opacity: .35; }
      .spread { stroke-width: 2; stroke-opacity: .5; }
      """;

  private final StringBuilder drawn = new StringBuilder();

  /** Words that begin, or where the style says so end or have their middle, at a place. */
  public Svg text(String style, double x, double y, String words) {
    String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
    return add("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>", x, y, style, escaped);
  }

  /** A line from left to right. */
  public Svg across(String style, double from, double to, double y) {
    return line(style, from, y, to, y);
  }

  /** A line from top to bottom. */
  public Svg down(String style, double x, double from, double to) {
    return line(style, x, from, x, to);
  }

  private Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  /** A dot with its middle at a place. */
  public Svg dot(String style, double x, double y) {
    return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"%s\"/>", x, y, style);
  }

  /** A line through places, each {@code x,y}, separated by blanks. */
  public Svg through(String style, String places) {
    return add("<polyline points=\"%s\" class=\"%s\"/>", places, style);
  }

  /** What is drawn up to {@link #end} has that style. */
  public Svg begin(String style) {
    return add("<g class=\"%s\">", style);
  }

  /** What is drawn up to {@link #end} has its places counted from this one. */
  public Svg beginAt(double x, double y) {
    return add("<g transform=\"translate(%.1f,%.1f)\">", x, y);
  }

  /** Ends what was begun last. */
  public Svg end() {
    return add("</g>");
  }

  /**
   * The whole picture.
   *
   * @param meaning what it shows, in words, for those who do not see it
   * @param styles the rules of its own styles, in CSS
   */
  public String picture(int width, int height, String meaning, String styles) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\">\n<style>\n",
            width,
            height,
            meaning)
        + STYLES
        + styles
        + "</style>\n"
        + drawn
        + "</svg>\n";
  }

  private Svg add(String element, Object... values) {
    drawn.append(String.format(Locale.ROOT, element, values)).append('\n');
    return this;
  }
}
