// Charts along the log, by uPlot. They share their axis: what is looked at closely in one is so in all.
"use strict";

Perennial.Chart = class {
  static COLOURS = 8;
  static #DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [], [6, 3], [2, 2], [8, 3, 2, 3]];
  static #ROWS = 100;

  #options;
  #group;
  #lines = [];
  #hidden = new Set();
  #plot = null;
  #shape = "";
  #nodes;

  /**
   * @param figure what it is drawn in
   * @param options title; format of a value; range [least, most] or null for that of the values; height; taskNames:
   *     whether marks of tasks carry their names; isOfOneLine: whether there is no line but what the title says; summary: lines
   *     to a sentence
   */
  constructor(figure, group, options) {
    const { make } = Perennial.dom;
    this.#options = options;
    this.#group = group;
    const id = figure.id;
    const nodes = {
      figure,
      caption: make("figcaption", {}, make("span", { id: id + "-title" }, options.title)),
      summary: make("p", { class: "soft summary", id: id + "-summary" }),
      canvas: make("div", {
        class: "canvas",
        tabindex: "0",
        role: "group",
        "aria-roledescription": "chart",
        "aria-labelledby": id + "-title",
        "aria-describedby": id + "-summary",
      }),
      readout: make("span", { class: "soft readout", "aria-hidden": "true" }),
      legend: make("ul", { class: "legend", "aria-label": "Lines of " + options.title }),
      table: make("table", { class: "plain" }),
      data: make("details", { class: "data" }),
    };
    const scroll = make(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Data of " + options.title },
      nodes.table,
    );
    nodes.data.append(make("summary", {}, "data"), scroll);
    nodes.data.addEventListener("toggle", () => this.#fillTable());
    nodes.canvas.addEventListener("keydown", (event) => this.#onKey(event));
    nodes.canvas.style.setProperty("--height", options.height + "px");
    nodes.caption.append(nodes.readout);
    figure.replaceChildren(nodes.caption, nodes.summary, nodes.canvas, nodes.legend, nodes.data);
    this.#nodes = nodes;
    new ResizeObserver(() => this.#resize()).observe(nodes.canvas);
    group.add(this);
  }

  /** Takes the lines to show: key, label, x, y, colour (an index, or null for a line in the background). */
  update(lines) {
    this.#lines = lines;
    const { attribute, text } = Perennial.dom;
    const points = lines.reduce((sum, line) => sum + line.x.length, 0);
    attribute(this.#nodes.figure, "data-points", points);
    text(this.#nodes.summary, points ? this.#options.summary(lines) : "Nothing yet.");
    this.#draw();
    this.rescale();
    this.#fillLegend(null);
    this.#fillTable();
  }

  rescale() {
    const [min, max] = this.#group.window();
    Perennial.dom.attribute(this.#nodes.figure, "data-from", min);
    Perennial.dom.attribute(this.#nodes.figure, "data-to", max);
    if (this.#plot) {
      this.#plot.setScale("x", { min, max });
    }
  }

  redraw() {
    if (this.#plot) {
      this.#plot.redraw(false, true);
    }
    this.#fillLegend(null);
  }

  #draw() {
    const data = this.#lines.length ? uPlot.join(this.#lines.map((line) => [line.x, line.y])) : [[0], [null]];
    const shape = JSON.stringify(this.#lines.map((line) => [line.key, line.colour]));
    if (this.#plot && shape === this.#shape) {
      this.#plot.setData(data);
      return;
    }
    if (this.#plot) {
      this.#plot.destroy();
    }
    this.#shape = shape;
    this.#plot = new uPlot(this.#uplotOptions(), data, this.#nodes.canvas);
  }

  #uplotOptions() {
    const ink = (name) => () => Perennial.theme.colour(name);
    const axis = {
      stroke: ink("soft"),
      grid: { stroke: ink("line"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    const range = this.#options.range;
    return {
      width: Math.max(this.#nodes.canvas.clientWidth, 50),
      height: this.#options.height,
      legend: { show: false },
      padding: [this.#options.taskNames ? 18 : 10, 26, 0, 0],
      cursor: {
        points: { size: 7 },
        drag: { x: true, y: false, setScale: false, dist: 5 },
        sync: { key: this.#group.key, scales: ["x", null] },
        bind: { dblclick: () => () => this.#group.show(null) },
      },
      scales: {
        x: { time: false, range: () => this.#group.window() },
        y: range ? { range } : { range: (u, min, max) => Perennial.Chart.#padded(min, max) },
      },
      axes: [
        { ...axis, size: 26, space: 70, values: (u, ticks) => ticks.map(Perennial.format.count) },
        { ...axis, size: 46, space: 28, values: (u, ticks) => ticks.map((value) => this.#options.tick(value)) },
      ],
      series: [
        {},
        ...(this.#lines.length ? this.#lines : [{ key: "", label: "", colour: 0 }]).map((line) => this.#series(line)),
      ],
      hooks: {
        setSelect: [(u) => this.#onSelect(u)],
        setCursor: [(u) => this.#onCursor(u)],
        drawAxes: [(u) => Perennial.marks.draw(u, this.#group.shownMarks(), this.#options.taskNames)],
      },
    };
  }

  static #padded(min, max) {
    if (!Perennial.format.isNumber(min) || !Perennial.format.isNumber(max)) {
      return [0, 1];
    }
    const room = (max - min || Math.abs(max) || 1) * 0.08;
    return [min >= 0 && min - room < 0 ? 0 : min - room, max + room];
  }

  #series(line) {
    const isFaint = line.colour === null;
    return {
      label: line.label,
      stroke: () => Perennial.theme.colour(isFaint ? "line-strong" : "series-" + line.colour),
      width: isFaint ? 1 : 1.75,
      dash: isFaint ? [] : Perennial.Chart.#DASHES[line.colour],
      spanGaps: true,
      points: { size: 4, space: 24 },
      show: !this.#hidden.has(line.key),
    };
  }

  #resize() {
    const width = this.#nodes.canvas.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#options.height });
    }
  }

  #onSelect(u) {
    if (u.select.width > 0) {
      const from = u.posToVal(u.select.left, "x");
      const to = u.posToVal(u.select.left + u.select.width, "x");
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.#group.show([from, to]);
    }
  }

  #onCursor(u) {
    const { idx, left } = u.cursor;
    const isOver = Perennial.format.isNumber(idx) && left >= 0;
    this.#fillLegend(isOver ? idx : null);
    const place = isOver ? u.data[0][idx] : null;
    const near = isOver
      ? this.#group
          .shownMarks()
          .filter((mark) => Math.abs(u.valToPos(mark.sequence, "x") - left) <= 5)
          .slice(-3)
      : [];
    const value =
      isOver && this.#options.isOfOneLine && this.#lines.length
        ? [this.#options.format(this.#valueAt(this.#lines[0], idx))]
        : [];
    const said = isOver
      ? ["place " + Perennial.format.count(place), ...value, ...near.map(Perennial.marks.sentence)]
      : [];
    Perennial.dom.text(this.#nodes.readout, said.join(" · "));
  }

  #onKey(event) {
    const u = this.#plot;
    const [from, to] = this.#group.window();
    const middle = Perennial.format.isNumber(u.cursor.idx) ? u.data[0][u.cursor.idx] : (from + to) / 2;
    const closer = (factor) => this.#group.show([middle - (middle - from) * factor, middle + (to - middle) * factor]);
    const keys = {
      ArrowLeft: () => this.#moveCursor(-1),
      ArrowRight: () => this.#moveCursor(1),
      Home: () => this.#moveCursor(-Infinity),
      End: () => this.#moveCursor(Infinity),
      "+": () => closer(0.5),
      "=": () => closer(0.5),
      "-": () => closer(2),
      0: () => this.#group.show(null),
      Escape: () => this.#group.show(null),
    };
    if (u && keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  #moveCursor(steps) {
    const u = this.#plot;
    const places = u.data[0];
    const [from, to] = this.#group.window();
    const first = Math.max(
      places.findIndex((place) => place >= from),
      0,
    );
    const last = places.reduce((newest, place, i) => (place <= to ? i : newest), first);
    const now = Perennial.format.isNumber(u.cursor.idx) && u.cursor.left >= 0 ? u.cursor.idx : last;
    const next = Math.min(Math.max(now + steps, first), last);
    u.setCursor({ left: u.valToPos(places[next], "x"), top: u.over.clientHeight / 2 });
  }

  /** Names, colours, and values: at the cursor, or the newest. */
  #fillLegend(idx) {
    const { make, text, attribute, keyed } = Perennial.dom;
    this.#nodes.legend.hidden = this.#options.isOfOneLine;
    const shown = this.#lines.filter((line) => line.colour !== null);
    const faint = this.#lines.length - shown.length;
    const items = faint ? shown.concat([{ key: "faint", faint }]) : shown;
    keyed(
      this.#nodes.legend,
      items,
      (line) => line.key,
      (line) => {
        const item = make("li");
        if (line.faint) {
          item.append(make("span", { class: "soft" }));
          return item;
        }
        const button = make("button", { type: "button", "aria-pressed": "true" });
        button.append(
          make("i", { "aria-hidden": "true" }),
          make("span", { class: "name" }),
          make("span", { class: "value" }),
        );
        button.addEventListener("click", () => this.#toggle(line.key));
        item.append(button);
        return item;
      },
      (item, line) => {
        if (line.faint) {
          text(item.firstChild, "and " + Perennial.format.plural(line.faint, "older line") + " in grey");
          return;
        }
        const button = item.firstChild;
        const [sample, name, value] = button.children;
        sample.className = "line line-" + line.colour;
        text(name, line.label);
        text(value, this.#options.format(this.#valueAt(line, idx)));
        attribute(button, "aria-pressed", !this.#hidden.has(line.key));
      },
    );
  }

  #valueAt(line, idx) {
    if (idx === null) {
      return line.y[line.y.length - 1];
    }
    const values = this.#plot.data[this.#lines.indexOf(line) + 1];
    let at = idx;
    while (at >= 0 && !Perennial.format.isNumber(values[at])) {
      at--;
    }
    return values[at];
  }

  #toggle(key) {
    const isShown = this.#hidden.delete(key);
    if (!isShown) {
      this.#hidden.add(key);
    }
    this.#plot.setSeries(this.#lines.findIndex((line) => line.key === key) + 1, { show: isShown });
    this.#fillLegend(null);
  }

  #fillTable() {
    if (!this.#nodes.data.open) {
      return;
    }
    const lines = this.#lines.filter((line) => line.colour !== null);
    const [places, ...columns] = lines.length ? uPlot.join(lines.map((line) => [line.x, line.y])) : [[]];
    const rows = places
      .map((place, i) => [Perennial.format.count(place), ...columns.map((values) => this.#options.format(values[i]))])
      .reverse()
      .slice(0, Perennial.Chart.#ROWS);
    Perennial.dom.table(this.#nodes.table, ["place", ...lines.map((line) => line.label)], rows);
  }
};
