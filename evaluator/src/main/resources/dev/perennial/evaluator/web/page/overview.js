// All streams and learners as one table: a body a stream, a row a learner. Sortable, filtered, changed in place.
"use strict";

Perennial.Overview = class {
  static #COLUMNS = (() => {
    const { share, count, rate, probability, age } = Perennial.format;
    const metric = (name) => (of) => (of.learner.metrics[name] ? of.learner.metrics[name].value : null);
    const absence = (name) => (of) => (of.learner.metrics[name] ? of.learner.metrics[name].absence : null);
    const share3 = (id, label, name, title, kept) => ({
      id,
      label,
      title,
      kept,
      value: metric(name),
      show: share,
      why: absence(name),
    });
    return [
      { id: "learner", label: "learner", title: "the learner’s name", kept: true, value: (of) => of.learner.learner },
      {
        id: "rank",
        label: "rank",
        title: "place in the stream’s ranking",
        value: (of) => (of.ranked ? of.rank : null),
        show: count,
        why: (of) => (of.ranked ? Perennial.Overview.#objective(of.ranked) : null),
        isBestSmall: true,
        isOfRanking: true,
      },
      {
        id: "p",
        label: "p",
        title: "two-sided p of McNemar’s test against the champion",
        value: (of) => (of.ranked ? of.ranked.pValue : null),
        show: probability,
        isBestSmall: true,
        isOfRanking: true,
      },
      {
        id: "version",
        label: "version",
        title: "updates the model has learned",
        value: (of) => of.learner.version,
        show: count,
      },
      share3("acc", "ACC", "average-accuracy", "average accuracy over all tasks, as of the newest evaluation", true),
      share3("forgetting", "forgetting", "forgetting", "how far tasks fell from their best", true),
      share3("bwt", "BWT", "backward-transfer", "what later learning did to earlier tasks"),
      share3(
        "fwt",
        "FWT",
        "forward-transfer",
        "what earlier learning did for later tasks; minus chance where tasks bring new classes",
      ),
      share3("prequential", "prequential", "prequential-accuracy", "answers given before learning, right so far", true),
      {
        id: "rate",
        label: "samples/s",
        title: "samples learned a second",
        value: (of) => of.learner.samplesPerSecond,
        show: rate,
      },
      {
        id: "lag",
        label: "lag",
        title: "entries of the log it is behind",
        value: (of) => of.learner.lag,
        show: count,
        isBestSmall: true,
      },
      {
        id: "fresh",
        label: "fresh",
        title: "age of the newest event the model contains",
        value: (of) => (of.learner.eventTime ? Date.parse(of.learner.eventTime) : null),
        show: (value, of) => (value === null ? Perennial.format.ABSENT : age(of.learner.eventTime, of.now)),
      },
      {
        id: "alerts",
        label: "alerts",
        title: "alerts that are firing",
        kept: true,
        value: (of) => of.learner.alerts.length,
        show: count,
        why: (of) => of.learner.alerts.map((alert) => alert.detail).join("\n") || null,
      },
    ];
  })();

  #overview = { streams: [], rejections: [] };
  #chosen = null;
  #sort = null;
  #filter = "";
  #head;

  constructor() {
    const { byId, make } = Perennial.dom;
    this.#head = make(
      "thead",
      {},
      make("tr", {}, ...Perennial.Overview.#COLUMNS.map((column) => this.#heading(column))),
    );
    byId("filter").addEventListener("input", (event) => {
      this.#filter = event.target.value.trim().toLowerCase();
      this.#show();
    });
    byId("learners").append(this.#head);
  }

  /** Takes what is known of all learners. */
  update(overview) {
    this.#overview = overview;
    this.#show();
  }

  /** Says which learner is shown in full. */
  choose(chosen) {
    this.#chosen = chosen;
    this.#show();
  }

  #heading(column) {
    const { make } = Perennial.dom;
    const button = make("button", { type: "button", title: column.title }, column.label);
    button.addEventListener("click", () => {
      const isSame = this.#sort && this.#sort.column === column;
      const isDescending = isSame ? !this.#sort.isDescending : column.id !== "learner" && !column.isBestSmall;
      this.#sort = { column, isDescending };
      this.#show();
    });
    return make("th", { scope: "col", class: Perennial.Overview.#class(column) }, button);
  }

  static #class(column) {
    return (
      (column.show ? "number" : "name") + (column.kept ? "" : " optional") + (column.isOfRanking ? " ranking" : "")
    );
  }

  #show() {
    const { byId, make, text, attribute, keyed } = Perennial.dom;
    const { plural } = Perennial.format;
    const streams = this.#overview.streams
      .map((stream) => ({ ...stream, rows: this.#rows(stream) }))
      .filter((stream) => stream.rows.length);
    Perennial.Overview.#COLUMNS.forEach((column, i) => {
      const isSorted = this.#sort && this.#sort.column === column;
      const order = isSorted && (this.#sort.isDescending ? "descending" : "ascending");
      attribute(this.#head.rows[0].cells[i], "aria-sort", order || null);
    });
    attribute(byId("learners"), "data-ranked", streams.some((stream) => stream.ranking) ? "" : null);
    keyed(
      byId("learners"),
      [{ isHead: true }, ...streams],
      (of) => (of.isHead ? "" : "stream " + of.stream),
      (of) => (of.isHead ? this.#head : this.#body()),
      (node, of) => of.isHead || this.#showStream(node, of),
    );
    const all = this.#overview.streams.flatMap((stream) => stream.learners);
    const firing = all.reduce((sum, learner) => sum + learner.alerts.length, 0);
    const parts = [
      plural(this.#overview.streams.length, "stream"),
      plural(all.length, "learner"),
      firing ? plural(firing, "alert") + " firing" : "no alert firing",
    ];
    text(byId("learners-summary"), all.length ? parts.join(", ") : "Nothing has been predicted or scored yet.");
    this.#showRejections(byId("rejections"));
  }

  #rows(stream) {
    const ranking = stream.ranking ? stream.ranking.learners : [];
    const ranks = new Map(ranking.map((ranked, i) => [ranked.learner, i]));
    const rows = stream.learners
      .filter((learner) => (stream.stream + " " + learner.learner).toLowerCase().includes(this.#filter))
      .map((learner) => {
        const at = ranks.get(learner.learner);
        const isRanked = at !== undefined;
        return {
          stream: stream.stream,
          learner,
          now: this.#overview.now,
          ranked: isRanked ? ranking[at] : null,
          rank: isRanked ? at + 1 : null,
          isChampion: isRanked && stream.ranking.champion === learner.learner,
          isPromoted: isRanked && stream.ranking.promote === learner.learner,
        };
      });
    return this.#sorted(rows);
  }

  #sorted(rows) {
    if (!this.#sort) {
      return rows;
    }
    const { column, isDescending } = this.#sort;
    const direction = isDescending ? -1 : 1;
    const known = rows.filter((of) => column.value(of) !== null && column.value(of) !== undefined);
    const unknown = rows.filter((of) => !known.includes(of));
    const compare = (one, other) => (typeof one === "string" ? one.localeCompare(other) : one - other);
    return known.sort((one, other) => direction * compare(column.value(one), column.value(other))).concat(unknown);
  }

  #body() {
    const { make } = Perennial.dom;
    const heading = make("th", { scope: "colgroup", colspan: Perennial.Overview.#COLUMNS.length });
    heading.append(make("b"), make("span", { class: "soft" }));
    return make("tbody", {}, make("tr", { class: "stream" }, heading));
  }

  #showStream(body, stream) {
    const { text, keyed } = Perennial.dom;
    const [name, ranking] = body.rows[0].cells[0].children;
    text(name, stream.stream);
    text(ranking, Perennial.Overview.#sentence(stream.ranking));
    const heading = body.rows[0];
    keyed(
      body,
      [{ heading }, ...stream.rows],
      (of) => (of.heading ? "" : "learner " + of.learner.learner),
      (of) => of.heading || this.#row(of),
      (row, of) => of.heading || this.#showLearner(row, of),
    );
  }

  static #objective({ objective, absence, compared, better, worse }) {
    const { share, count, plural } = Perennial.format;
    const value = objective === null ? "no objective: " + absence : "objective " + share(objective);
    const beside =
      "right where the champion is wrong " + count(better) + " times, wrong where it is right " + count(worse);
    return compared ? value + "; of " + plural(compared, "sample") + " " + beside : value;
  }

  static #sentence(ranking) {
    if (!ranking) {
      return "";
    }
    const promoted = ranking.learners.find((ranked) => ranked.learner === ranking.promote);
    const suggestion = promoted
      ? " · promote " +
        promoted.learner +
        ": better for long enough, p " +
        Perennial.format.probability(promoted.pValue)
      : "";
    return "champion " + ranking.champion + suggestion;
  }

  #row(of) {
    const { make } = Perennial.dom;
    const link = make("a", { href: Perennial.Overview.address(of.stream, of.learner.learner) });
    const badge = make("span", { class: "badge" });
    const cells = Perennial.Overview.#COLUMNS
      .slice(1)
      .map((column) => make("td", { class: Perennial.Overview.#class(column) }));
    const row = make("tr", { class: "learner" }, make("th", { scope: "row" }, link, " ", badge), ...cells);
    row.addEventListener("click", (event) => event.target.closest("a") || link.click());
    return row;
  }

  /** The fragment under which a learner is shown. */
  static address(stream, learner) {
    return "#/" + encodeURIComponent(stream) + "/" + encodeURIComponent(learner);
  }

  #showLearner(row, of) {
    const { text, attribute } = Perennial.dom;
    const [link, badge] = row.cells[0].children;
    text(link, of.learner.learner);
    const isChosen = this.#chosen && this.#chosen.stream === of.stream && this.#chosen.learner === of.learner.learner;
    attribute(link, "aria-current", isChosen ? "true" : null);
    attribute(row, "data-chosen", isChosen ? "" : null);
    const kinds = [of.isChampion ? "champion" : "", of.isPromoted ? "promote" : ""].filter(Boolean);
    text(badge, kinds.join(" "));
    Perennial.Overview.#COLUMNS.slice(1).forEach((column, i) => {
      const cell = row.cells[i + 1];
      const value = column.value(of);
      text(cell, column.show(value === undefined ? null : value, of));
      attribute(cell, "title", column.why ? column.why(of) : null);
      if (column.id === "alerts") {
        attribute(cell, "data-firing", value > 0 ? "" : null);
      }
    });
  }

  #showRejections(node) {
    const { text } = Perennial.dom;
    const { count } = Perennial.format;
    const rejections = this.#overview.rejections || [];
    node.hidden = !rejections.length;
    text(
      node,
      "Refused records: " + rejections.map((of) => of.topic + " " + of.reason + " " + count(of.count)).join(", "),
    );
  }
};
