// The accuracy matrix as a table whose cells are coloured, and what memory holds as bars.
"use strict";

Perennial.matrix = (() => {
  const { byId, make, text, attribute, keyed } = Perennial.dom;
  const { share, count, plural, isNumber } = Perennial.format;
  const MOST = 40;
  const MOST_BARS = 40;

  /** Which of so many to show, and in what order: all of them as they came, or the newest, newest first. */
  const shown = (length) => {
    const all = Array.from({ length }, (ignored, i) => i);
    return length <= MOST ? all : all.slice(-MOST).reverse();
  };

  const nameOf = (task) => task.name || "task " + task.index;

  const paint = (cell, value, title) => {
    text(cell, isNumber(value) ? share(value).replace(/^0\./, ".") : "");
    attribute(cell, "title", title);
    attribute(cell, "class", isNumber(value) ? (value >= 0.6 ? "on strong" : "on") : null);
    cell.style.setProperty("--value", isNumber(value) ? value : 0);
  };

  const head = (table, tasks, columns) => {
    const rows = table.tHead ? table.tHead.rows[0] : table.createTHead().insertRow();
    if (!rows.cells.length) {
      rows.append(make("td"));
    }
    const corner = rows.cells[0];
    keyed(
      rows,
      [{ corner }, ...columns.map((task) => ({ task }))],
      (of) => (of.corner ? "corner" : of.task),
      (of) => of.corner || make("th", { scope: "col" }, make("span")),
      (cell, of) => {
        if (!of.corner) {
          text(cell.firstChild, nameOf(tasks[of.task]));
          attribute(cell, "title", nameOf(tasks[of.task]));
        }
      },
    );
  };

  const line = (row, of, columns) => {
    if (!row.cells.length) {
      row.append(make("th", { scope: "row" }));
    }
    const title = row.cells[0];
    text(title, of.title);
    attribute(title, "title", of.title);
    keyed(
      row,
      [{ title }, ...columns.map((task) => ({ task }))],
      (cell) => (cell.title ? "title" : cell.task),
      (cell) => cell.title || make("td"),
      (cell, { task, title: isTitle }) => {
        if (!isTitle) {
          paint(cell, of.values[task], of.tell(task));
          attribute(cell, "data-stale", of.stale(task) || null);
        }
      },
    );
  };

  /** Shows a learner's matrix. */
  const show = (learner) => {
    const { tasks, periods, accuracyMatrix: rows, evaluations, baseline } = learner;
    const columns = shown(tasks.length);
    const learnedIn = new Map(tasks.map((task) => [task.learnedInPeriod, task]));
    const titleOf = (row) =>
      learnedIn.has(periods[row]) ? nameOf(learnedIn.get(periods[row])) : "period " + count(periods[row]);
    const newestOf = (row) => Math.max(...evaluations[row].filter(isNumber), -1);
    const items = shown(rows.length).map((row) => ({
      key: periods[row],
      title: titleOf(row),
      values: rows[row],
      stale: (task) => {
        const evaluation = evaluations[row][task];
        return isNumber(evaluation) ? newestOf(row) - evaluation : 0;
      },
      tell: (task) => {
        const value = rows[row][task];
        const evaluation = evaluations[row][task];
        const cell = nameOf(tasks[task]) + " after " + titleOf(row) + ": ";
        const since = isNumber(evaluation)
          ? ", evaluation " + count(evaluation) + ", " + plural(learner.evaluation - evaluation, "evaluation") + " ago"
          : "";
        return cell + (isNumber(value) ? value + since : "not scored");
      },
    }));
    const untrained = {
      key: "untrained",
      title: "untrained",
      values: baseline,
      stale: () => 0,
      tell: (task) => nameOf(tasks[task]) + " untrained: " + (isNumber(baseline[task]) ? baseline[task] : "not scored"),
    };
    const all = baseline.some(isNumber) ? [untrained, ...items] : items;
    const table = byId("matrix");
    head(table, tasks, columns);
    const body = table.tBodies[0] || table.createTBody();
    keyed(
      body,
      all,
      (of) => of.key,
      () => make("tr"),
      (row, of) => line(row, of, columns),
    );
    text(byId("matrix-note"), note(tasks.length, periods, items, columns));
  };

  const note = (tasks, periods, items, columns) => {
    if (!periods.length) {
      return "Nothing has been scored after a learning period yet.";
    }
    const meaning = "Row: after which task. Column: accuracy on which task’s hold-out set.";
    const all = periods[periods.length - 1] + 1;
    const kept =
      all > periods.length ? " Of " + plural(all, "period") + " " + count(periods.length) + " are kept." : "";
    const bound =
      tasks > MOST || periods.length > MOST
        ? " The newest " + MOST + " of " + plural(tasks, "task") + ", newest first."
        : "";
    const stale = items.some((of) => columns.some((task) => of.stale(task) > 0))
      ? " A corner marks a cell that is older than the newest of its row."
      : "";
    return meaning + kept + bound + stale;
  };

  const bars = (list, held) => {
    const byRows = held.length > MOST_BARS ? [...held].sort((one, other) => other.rows - one.rows) : held;
    const most = held.reduce((size, of) => Math.max(size, of.rows), 1);
    const rest = byRows.slice(MOST_BARS);
    const items = byRows.slice(0, MOST_BARS);
    if (rest.length) {
      const rows = rest.reduce((sum, of) => sum + of.rows, 0);
      items.push({ index: "rest", name: "and " + count(rest.length) + " more", rows, isRest: true });
    }
    keyed(
      list,
      items,
      (of) => of.index,
      () =>
        make(
          "li",
          {},
          make("span", { class: "name" }),
          make("i", { "aria-hidden": "true" }),
          make("span", { class: "value" }),
        ),
      (item, of) => {
        const [name, bar, value] = item.children;
        text(name, of.name);
        attribute(name, "title", of.name);
        bar.style.setProperty("--value", of.isRest ? 0 : of.rows / most);
        text(value, count(of.rows));
      },
    );
  };

  /** Shows what a learner's memory holds. */
  const showFill = (learner) => {
    const { memoryByClass: classes, memoryByTask: tasks, memorySize: size } = learner;
    text(byId("fill-note"), fillNote(size, classes.length));
    byId("fills").hidden = !classes.length && !tasks.length;
    bars(byId("fill-class"), classes);
    bars(byId("fill-task"), tasks);
  };

  const fillNote = (size, classes) => {
    if (!isNumber(size) || size === 0) {
      return "This learner keeps no rows, or has not told of any.";
    }
    return (
      plural(size, "row") +
      (classes ? " of " + plural(classes, "class", "classes") + "." : "; of what, it has not told.")
    );
  };

  return { show, showFill };
})();
