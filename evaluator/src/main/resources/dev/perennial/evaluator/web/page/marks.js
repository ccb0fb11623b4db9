// What happened at places of the log, drawn into a chart and said in words.
"use strict";

Perennial.marks = (() => {
  const SIGN = 4;
  const LONGEST_NAME = 18;
  const KINDS = {
    task: { colour: "mark-task", words: "task begins" },
    command: { colour: "mark-command", words: "command" },
    snapshot: { colour: "mark-snapshot", words: "snapshot" },
    alert: { colour: "mark-alert", words: "alert" },
    resolved: { colour: "mark-resolved", words: "resolved" },
    refused: { colour: "mark-alert", words: "refused" },
  };

  const kindOf = (mark) => KINDS[mark.kind] || { colour: "soft", words: mark.kind };

  /** What a mark says, in words. */
  const sentence = (mark) => kindOf(mark).words + ": " + (mark.text || Perennial.format.ABSENT);

  const shortened = (name) => (name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME - 1) + "…" : name);

  const path = (ctx, ...lines) => {
    ctx.beginPath();
    for (const [[x, y], ...rest] of lines) {
      ctx.moveTo(x, y);
      rest.forEach(([nextX, nextY]) => ctx.lineTo(nextX, nextY));
    }
  };

  /** A small sign at the upper or lower edge: its form tells the kind as its colour does. */
  const sign = (ctx, kind, x, { top, height }, size) => {
    const bottom = top + height;
    const triangle = (tip, base) =>
      path(ctx, [
        [x, tip],
        [x - size, base],
        [x + size, base],
        [x, tip],
      ]);
    const cross = () =>
      path(
        ctx,
        [
          [x - size, bottom - 2 * size],
          [x + size, bottom],
        ],
        [
          [x + size, bottom - 2 * size],
          [x - size, bottom],
        ],
      );
    const signs = {
      snapshot: () => [triangle(bottom - 1.5 * size, bottom), ctx.fill()],
      alert: () => [triangle(top + 1.5 * size, top), ctx.fill()],
      resolved: () => [triangle(top + 1.5 * size, top), ctx.stroke()],
      refused: () => [cross(), ctx.stroke()],
    };
    ctx.setLineDash([]);
    if (signs[kind]) {
      signs[kind]();
    }
  };

  /**
   * Draws marks into a chart: a line where a period begins, a command stands or an alert begins, with the period's task
   * where there is room for names.
   */
  const draw = ({ ctx, bbox, valToPos }, marks, hasNames) => {
    const unit = devicePixelRatio;
    let roomFrom = -Infinity;
    ctx.save();
    ctx.lineWidth = unit;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.font = 11 * unit + "px system-ui, sans-serif";
    for (const mark of marks) {
      const x = Math.round(valToPos(mark.sequence, "x", true));
      ctx.strokeStyle = ctx.fillStyle = Perennial.theme.colour(kindOf(mark).colour);
      if (["task", "command", "alert"].includes(mark.kind)) {
        ctx.setLineDash(mark.kind === "command" ? [2 * unit, 3 * unit] : []);
        path(ctx, [
          [x, bbox.top],
          [x, bbox.top + bbox.height],
        ]);
        ctx.stroke();
      }
      sign(ctx, mark.kind, x, bbox, SIGN * unit);
      if (mark.kind === "task" && hasNames && x > roomFrom) {
        const name = shortened(mark.text || "");
        ctx.fillStyle = Perennial.theme.colour("soft");
        ctx.fillText(name, x + 3 * unit, bbox.top - 5 * unit);
        roomFrom = x + ctx.measureText(name).width + 12 * unit;
      }
    }
    ctx.restore();
  };

  return { draw, sentence };
})();
