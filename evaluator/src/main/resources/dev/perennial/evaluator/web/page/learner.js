// One learner in full: its numbers, its charts, its matrix, its memory.
"use strict";

Perennial.Learner = class {
  static #HEADLINE = [
    ["average-accuracy", "ACC", "average accuracy over all tasks now"],
    ["prequential-accuracy", "Prequential", "answers before learning, so far"],
    ["forgetting", "Forgetting", "how far tasks fell from their best"],
    ["backward-transfer", "BWT", "what later learning did to earlier tasks"],
    ["forward-transfer", "FWT", "what earlier learning did for later tasks"],
    ["min-accuracy", "Min-ACC", "each task at its worst after its period"],
    ["worst-case-accuracy", "WC-ACC", "the newest task and the worst of the others"],
  ];
  static #MOST_LINES = 40;

  #group = new Perennial.ChartGroup();
  #history = new Perennial.History();
  #learner = null;
  #beside = new Map();

  constructor() {
    const { byId } = Perennial.dom;
    const { share, figures, count, plural } = Perennial.format;
    const chart = (id, options) =>
      new Perennial.Chart(byId(id), this.#group, {
        tick: options.format,
        summary: Perennial.Learner.#newest,
        height: 190,
        isOfOneLine: false,
        ...options,
      });
    const tenth = (value) => Perennial.format.fixed(value, 1);
    chart("chart-tasks", {
      title: "Accuracy on each task",
      format: share,
      tick: tenth,
      range: [0, 1],
      height: 280,
      taskNames: true,
      summary: Perennial.Learner.#deepestDrop,
    });
    chart("chart-accuracy", { title: "ACC beside prequential", format: share, tick: tenth, range: [0, 1] });
    chart("chart-learners", { title: "ACC of the stream’s learners", format: share, tick: tenth, range: [0, 1] });
    chart("chart-forgetting", {
      title: "Forgetting, transfer, worst case",
      format: share,
      tick: (value) => Perennial.format.fixed(value, 2),
    });
    chart("chart-loss", { title: "Loss, nats", format: figures, height: 130, isOfOneLine: true });
    chart("chart-rate", { title: "Learning rate", format: figures, height: 130, isOfOneLine: true });
    chart("chart-memory", {
      title: "Memory, rows",
      format: count,
      tick: (rows) => (Number.isInteger(rows) ? count(rows) : ""),
      height: 130,
      isOfOneLine: true,
      summary: (lines) => plural(lines[0].y[lines[0].y.length - 1], "row") + " held.",
    });
    Perennial.theme.onChange(() => this.#group.redraw());
    byId("events").addEventListener("toggle", () => this.#showEvents());
    byId("metrics").addEventListener("toggle", () => this.#showMetrics());
  }

  /** Turns to another learner, of which nothing is known yet. */
  choose(chosen) {
    const { byId, text } = Perennial.dom;
    this.#history = new Perennial.History();
    this.#learner = null;
    this.#beside = new Map();
    this.#group.reset();
    byId("learner-body").hidden = true;
    text(byId("learner-place"), "");
    text(byId("learner-title"), chosen.stream + " / " + chosen.learner);
    this.notice("");
  }

  /** A sentence in the learner's place; empty for none. */
  notice(sentence) {
    const { byId, text } = Perennial.dom;
    byId("learner-notice").hidden = !sentence;
    text(byId("learner-notice"), sentence);
  }

  /** Takes all that is known of the learner now. */
  update(learner, now) {
    const { byId, text } = Perennial.dom;
    const { plural, count } = Perennial.format;
    this.#learner = learner;
    byId("learner-body").hidden = false;
    const place = [
      "version " + count(learner.version),
      plural(learner.predictions, "prediction"),
      "evaluation " + count(learner.evaluation),
    ];
    text(byId("learner-place"), place.join(" · "));
    this.#showAlerts(learner.alerts || []);
    this.#showHeadline(learner.metrics);
    this.#showFacts(learner, now);
    Perennial.matrix.show(learner);
    Perennial.matrix.showFill(learner);
    this.#showMetrics();
  }

  /** Takes history, whole or what is new of it. */
  takeHistory(message) {
    this.#history.take(message);
    this.#draw();
    this.#showEvents();
  }

  /** Takes the history of another learner of the stream, to stand beside this one's. */
  takeBeside(learner, message) {
    const history = new Perennial.History();
    history.take(message);
    const { x, y } = history.one("average-accuracy") || { x: [], y: [] };
    this.#beside.set(learner, { x: [...x], y: [...y], evaluation: null });
    this.#draw();
  }

  /** Lets what stands beside this learner grow with what is known of all of them. */
  growBeside(learners) {
    for (const { learner, evaluation, sequence, metrics } of learners) {
      const line = this.#beside.get(learner);
      const accuracy = metrics["average-accuracy"];
      const isNewer = line && accuracy && accuracy.value !== null && sequence > (line.x[line.x.length - 1] ?? -1);
      if (isNewer && line.evaluation !== null && evaluation !== line.evaluation) {
        line.x.push(sequence);
        line.y.push(accuracy.value);
        Object.assign(line, Perennial.History.thinned(line));
      }
      if (line) {
        line.evaluation = evaluation;
      }
    }
  }

  #learnersLines() {
    const own = this.#history.one("average-accuracy");
    const lines = new Map(this.#beside);
    if (own && this.#learner) {
      lines.set(this.#learner.learner, own);
    }
    return [...lines]
      .filter(([, line]) => line.x.length)
      .sort(([one], [other]) => one.localeCompare(other))
      .slice(0, Perennial.Chart.COLOURS)
      .map(([learner, { x, y }], colour) => ({ key: "learner " + learner, label: learner, x, y, colour }));
  }

  #draw() {
    const tasks = this.#history.ofTasks("task-accuracy").slice(-Perennial.Learner.#MOST_LINES);
    const isFaint = (i) => i < tasks.length - Perennial.Chart.COLOURS;
    const begins = new Map(
      this.#history.marks.filter((mark) => mark.kind === "task").map((mark) => [mark.text, mark.sequence]),
    );
    const taskLines = tasks.map((series, i) => ({
      ...series,
      key: "task " + series.task.index,
      label: series.task.name || "task " + series.task.index,
      colour: isFaint(i) ? null : series.task.index % Perennial.Chart.COLOURS,
      begins: begins.get(series.task.name),
    }));
    this.#group.update(
      [
        taskLines,
        this.#lines({
          "average-accuracy": "average (ACC)",
          "prequential-accuracy": "prequential",
          "prequential-accuracy-windowed": "prequential, windowed",
        }),
        this.#learnersLines(),
        this.#lines({
          forgetting: "forgetting",
          "backward-transfer": "BWT",
          "forward-transfer": "FWT",
          "min-accuracy": "min-ACC",
          "worst-case-accuracy": "WC-ACC",
        }),
        this.#lines({ loss: "loss" }),
        this.#lines({ "learning-rate": "learning rate" }),
        this.#lines({ "memory-size": "rows" }),
      ],
      this.#history.marks,
    );
  }

  #lines(labels) {
    return Object.entries(labels)
      .map(([name, label], colour) => ({ ...this.#history.one(name), key: name, label, colour }))
      .filter((line) => line.x && line.x.length);
  }

  /** The newest value of each line. */
  static #newest(lines) {
    const { figures, count } = Perennial.format;
    const values = lines.map((line) => line.label + " " + figures(line.y[line.y.length - 1]));
    const place = lines.reduce((most, line) => Math.max(most, line.x[line.x.length - 1]), 0);
    return "At place " + count(place) + ": " + values.join(", ") + ".";
  }

  /** How many tasks, and where one that was being learned or had been fell the most between two evaluations. */
  static #deepestDrop(lines) {
    const { share, count, plural } = Perennial.format;
    let drop = null;
    for (const line of lines) {
      for (let i = 1; i < line.y.length; i++) {
        const fall = line.x[i - 1] >= line.begins ? line.y[i - 1] - line.y[i] : 0;
        if (fall > (drop ? drop.fall : 0)) {
          drop = { fall, line, i };
        }
      }
    }
    const tasks = plural(lines.length, "task") + ".";
    if (!drop) {
      return tasks + " None has fallen between two evaluations.";
    }
    const { line, i } = drop;
    const fall = line.label + " from " + share(line.y[i - 1]) + " to " + share(line.y[i]);
    return tasks + " The deepest fall between two evaluations: " + fall + ", at place " + count(line.x[i]) + ".";
  }

  #showAlerts(alerts) {
    const { byId, make, text, keyed } = Perennial.dom;
    keyed(
      byId("alerts"),
      alerts,
      (alert) => alert.rule + " " + alert.metric,
      () => make("li", {}, make("b"), " ", make("span")),
      (item, alert) => {
        text(item.children[0], alert.rule);
        text(item.children[1], alert.detail);
      },
    );
    byId("alerts").hidden = !alerts.length;
  }

  #showHeadline(metrics) {
    const { byId, make, text, attribute, keyed } = Perennial.dom;
    const { share, count, ABSENT } = Perennial.format;
    keyed(
      byId("headline"),
      Perennial.Learner.#HEADLINE,
      ([name]) => name,
      ([name, label, title]) =>
        make(
          "div",
          { title },
          make("dt", {}, label),
          make("dd", {}, make("span", { class: "value", "data-metric": name }), make("span", { class: "soft n" })),
        ),
      (node, [name]) => {
        const [value, n] = node.querySelectorAll("span");
        const of = metrics[name];
        const isKnown = of && of.value !== null;
        text(value, isKnown ? share(of.value) : ABSENT);
        attribute(value, "data-value", isKnown ? of.value : null);
        text(n, isKnown ? "n " + count(of.n) : of ? of.absence || "" : "not published yet");
      },
    );
  }

  #showFacts(learner, now) {
    const { byId, make, text, keyed } = Perennial.dom;
    const { count, rate, figures, instant, ago, isNumber } = Perennial.format;
    const fresh = learner.freshness;
    const of = (value, written, unit) => (isNumber(value) ? written(value) + " " + unit : "unknown");
    const facts = [
      ["Throughput", of(learner.samplesPerSecond, rate, "samples/s")],
      ["Lag", of(learner.lag, count, "entries")],
      [
        "Freshness",
        fresh.eventTime
          ? "version " +
            count(fresh.version) +
            " contains all up to " +
            instant(fresh.eventTime) +
            ", " +
            ago(fresh.eventTime, now)
          : "unknown",
      ],
      ["Place in the log", count(learner.sequence)],
      ["Loss", of(learner.lossNats, figures, "nats")],
      ["Learning rate", figures(learner.learningRate)],
      ["Memory", of(learner.memorySize, count, "rows")],
    ];
    keyed(
      byId("facts"),
      facts,
      ([name]) => name,
      ([name]) => make("div", {}, make("dt", {}, name), make("dd")),
      (node, [, value]) => text(node.lastChild, value),
    );
  }

  #showMetrics() {
    const { byId, make, text, attribute, keyed } = Perennial.dom;
    const { share, count, plural, ABSENT } = Perennial.format;
    const metrics = Object.entries(this.#learner ? this.#learner.metrics : {});
    text(byId("metrics-count"), String(metrics.length));
    const table = byId("metrics-table");
    if (!table.tHead) {
      Perennial.dom.table(table, ["metric", "value", "n", "as of version"], []);
    }
    keyed(
      table.tBodies[0],
      metrics,
      ([name]) => name,
      ([name]) =>
        make("tr", {}, make("th", { scope: "row" }, name), make("td", { "data-metric": name }), make("td"), make("td")),
      (row, [, of]) => {
        const [, value, n, version] = row.cells;
        text(value, of.value === null ? ABSENT + " " + (of.absence || "") : share(of.value));
        attribute(value, "data-value", of.value);
        text(n, count(of.n));
        text(version, count(of.version));
      },
    );
  }

  #showEvents() {
    const { byId, text, table } = Perennial.dom;
    const { count, instant } = Perennial.format;
    const marks = this.#history.marks;
    text(byId("events-count"), count(marks.length));
    if (byId("events").open) {
      const rows = [...marks]
        .reverse()
        .map((mark) => [count(mark.sequence), instant(mark.eventTime), mark.kind, mark.text || ""]);
      table(byId("events-table"), ["place", "event time", "kind", "what"], rows);
    }
  }
};
