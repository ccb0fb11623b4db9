// What a learner's values were, along the log: series of points and marks, first whole, then as it grows.
"use strict";

Perennial.History = class {
  static #MOST_POINTS = 4_000;
  static #MOST_MARKS = 2_000;

  #series = new Map();
  marks = [];

  /** Takes a message: all there is, or what is new. */
  take(message) {
    if (message.whole !== false) {
      this.#series.clear();
      this.marks = [];
    }
    for (const { name, task, x, y } of message.series) {
      const key = JSON.stringify([name, task ? task.index : null]);
      const known = this.#series.get(key) || { name, task: task || null, x: [], y: [] };
      this.#series.set(key, Perennial.History.#extended(known, task, x, y));
    }
    this.marks = this.marks.concat(message.marks).slice(-Perennial.History.#MOST_MARKS);
  }

  /** The series of a metric, null where there is none. */
  one(name) {
    return this.#series.get(JSON.stringify([name, null])) || null;
  }

  /** The series of a metric that every task has its own of, by the tasks' order. */
  ofTasks(name) {
    return [...this.#series.values()]
      .filter((series) => series.name === name && series.task !== null)
      .sort((one, other) => one.task.index - other.task.index);
  }

  static #extended(known, task, x, y) {
    // The newest place may come again with a newer value.
    const last = known.x.length ? known.x[known.x.length - 1] : -Infinity;
    const from = x.findIndex((place) => place >= last);
    const keep = from >= 0 && x[from] === last ? known.x.length - 1 : known.x.length;
    const fresh = from < 0 ? x.length : from;
    return Perennial.History.thinned({
      name: known.name,
      task: task || known.task,
      x: known.x.slice(0, keep).concat(x.slice(fresh)),
      y: known.y.slice(0, keep).concat(y.slice(fresh)),
    });
  }

  /** Half of a series that has become long: of each four points the least and the greatest, so that no drop is lost. */
  static thinned(series) {
    if (series.x.length <= Perennial.History.#MOST_POINTS) {
      return series;
    }
    const kept = [];
    for (let i = 0; i < series.x.length; i += 4) {
      const bin = [i, i + 1, i + 2, i + 3].filter((at) => at < series.x.length);
      const byValue = bin.sort((one, other) => series.y[one] - series.y[other] || one - other);
      kept.push(...new Set([byValue[0], byValue[byValue.length - 1]].sort((one, other) => one - other)));
    }
    const last = series.x.length - 1;
    if (kept[kept.length - 1] !== last) {
      kept.push(last);
    }
    return { ...series, x: kept.map((at) => series.x[at]), y: kept.map((at) => series.y[at]) };
  }
};
