// What charts along the log share: the stretch that is shown, and the marks.
"use strict";

/** Charts that show the same stretch of the log. */
Perennial.ChartGroup = class {
  static #count = 0;
  #charts = [];
  #zoom = null;
  #extent = [0, 1];
  #marks = [];
  key = "charts-" + Perennial.ChartGroup.#count++;

  add(chart) {
    this.#charts.push(chart);
  }

  /** The stretch that is shown: [from, to]. */
  window() {
    return this.#zoom || this.#extent;
  }

  /** The marks within that stretch. */
  shownMarks() {
    const [from, to] = this.window();
    return this.#marks.filter((mark) => mark.sequence >= from && mark.sequence <= to);
  }

  /** Shows a stretch, or all for null. */
  show(zoom) {
    this.#zoom = zoom && zoom[1] > zoom[0] ? zoom : null;
    this.#charts.forEach((chart) => chart.rescale());
  }

  /** Takes lines for each chart, and the marks of all; a closer look that someone took stays. */
  update(linesOf, marks) {
    const places = linesOf.flatMap((lines) => lines.flatMap((line) => [line.x[0], line.x[line.x.length - 1]]));
    const known = places.concat(marks.map((mark) => mark.sequence)).filter(Perennial.format.isNumber);
    const last = known.reduce((most, place) => Math.max(most, place), 0);
    const first = known.reduce((least, place) => Math.min(least, place), last);
    this.#extent = [first, Math.max(last, first + 1)];
    this.#marks = marks;
    this.#charts.forEach((chart, i) => chart.update(linesOf[i]));
  }

  /** Forgets a closer look: another learner is shown. */
  reset() {
    this.#zoom = null;
  }

  redraw() {
    this.#charts.forEach((chart) => chart.redraw());
  }
};
