package dev.perennial.ingest.data;

import java.util.List;

/**
 * How a digit is written: one or more ways, each a list of strokes. Coordinates are in a box of 100
 * x 100, x to the right and y down.
 */
record Digit(List<List<Stroke>> ways) {

  /** The number of digits. */
  static final int COUNT = 10;

  private static final List<Digit> DIGITS =
      List.of(
          new Digit(
              List.of(
                  List.of(loop(50, 2, 77, 20, 83, 50, 77, 80, 50, 98, 23, 80, 17, 50, 23, 20)),
                  List.of(loop(54, 2, 74, 24, 74, 56, 62, 88, 44, 98, 28, 78, 26, 44, 36, 14)))),
          new Digit(
              List.of(
                  List.of(line(52, 2, 48, 98)),
                  List.of(line(30, 24, 52, 2, 52, 98)),
                  List.of(line(32, 22, 52, 2, 52, 98), line(30, 98, 74, 98)))),
          new Digit(
              List.of(
                  List.of(
                      curve(20, 26, 32, 8, 54, 3, 75, 16, 74, 38, 50, 68, 18, 97),
                      line(18, 97, 84, 97)),
                  List.of(
                      curve(
                          20, 20, 42, 3, 68, 12, 70, 36, 50, 66, 28, 92, 18, 84, 30, 76, 56, 92, 84,
                          94)))),
          new Digit(
              List.of(
                  List.of(
                      curve(20, 16, 44, 3, 70, 11, 72, 32, 58, 45, 38, 48),
                      curve(38, 48, 66, 53, 80, 72, 70, 92, 42, 98, 16, 86)),
                  List.of(
                      line(22, 5, 78, 5, 46, 40),
                      curve(46, 40, 74, 48, 80, 72, 66, 93, 42, 98, 18, 86)))),
          new Digit(
              List.of(
                  List.of(line(60, 2, 16, 66, 86, 66), line(62, 34, 62, 98)),
                  List.of(line(28, 4, 22, 50, 78, 52), line(74, 4, 68, 98)),
                  List.of(line(66, 98, 66, 2, 18, 64, 84, 64)))),
          new Digit(
              List.of(
                  List.of(
                      line(78, 4, 32, 4, 26, 46),
                      curve(26, 46, 50, 37, 74, 48, 80, 70, 66, 92, 42, 98, 18, 88)),
                  List.of(
                      curve(
                          76, 6, 48, 6, 32, 14, 28, 42, 52, 44, 74, 60, 70, 88, 44, 98, 20, 90)))),
          new Digit(
              List.of(
                  List.of(
                      curve(
                          70, 4, 44, 18, 26, 44, 21, 70, 32, 93, 54, 98, 75, 86, 77, 66, 60, 52, 38,
                          56, 23, 74)),
                  List.of(
                      curve(
                          44, 2, 32, 34, 26, 70, 38, 96, 62, 96, 74, 78, 64, 60, 44, 62, 30, 80)))),
          new Digit(
              List.of(
                  List.of(line(18, 6, 82, 6, 42, 98)),
                  List.of(line(18, 6, 82, 6, 42, 98), line(34, 52, 76, 52)),
                  List.of(
                      curve(18, 14, 36, 6, 58, 8, 80, 5), curve(80, 5, 62, 38, 50, 70, 46, 98)))),
          new Digit(
              List.of(
                  List.of(
                      loop(
                          50, 47, 29, 34, 29, 12, 50, 2, 71, 12, 71, 34, 50, 47, 25, 64, 23, 86, 50,
                          98, 77, 86, 75, 64)),
                  List.of(
                      loop(
                          74, 16, 52, 2, 30, 14, 36, 36, 62, 58, 74, 82, 50, 98, 26, 82, 38, 58, 66,
                          34)))),
          new Digit(
              List.of(
                  List.of(
                      loop(75, 28, 64, 8, 44, 2, 25, 14, 23, 36, 40, 50, 62, 46),
                      curve(75, 28, 74, 52, 70, 76, 62, 98)),
                  List.of(
                      loop(72, 30, 60, 6, 36, 6, 24, 28, 36, 48, 58, 46),
                      curve(72, 30, 76, 64, 64, 92, 40, 98, 24, 90)))));

  Digit {
    ways = ways.stream().map(List::copyOf).toList();
  }

  /** The digit of that value, in [0, 10). */
  static Digit of(int value) {
    return DIGITS.get(value);
  }

  private static Stroke line(double... points) {
    return Stroke.straight(points);
  }

  private static Stroke curve(double... points) {
    return Stroke.open(points);
  }

  private static Stroke loop(double... points) {
    return Stroke.closed(points);
  }
}
