// Making and changing elements. Text only ever goes in as text: names of streams, learners and tasks are foreign.
"use strict";

Perennial.dom = (() => {
  const byId = (id) => document.getElementById(id);

  /** An element with attributes; children are nodes or text. */
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  };

  /** Sets text where it differs, so that nothing is laid out or read aloud anew for nothing. */
  const text = (node, value) => {
    if (node.textContent !== value) {
      node.textContent = value;
    }
  };

  /** Sets an attribute, or removes it for null. */
  const attribute = (node, name, value) => {
    if (value === null) {
      node.removeAttribute(name);
    } else if (node.getAttribute(name) !== String(value)) {
      node.setAttribute(name, value);
    }
  };

  const nodesOf = new WeakMap();

  /**
   * Makes the children of a parent those of the items, in their order: each item keeps its node as long as it is there.
   * A node that has the focus keeps it when it moves.
   */
  const keyed = (parent, items, keyOf, create, update) => {
    const known = nodesOf.get(parent) || new Map();
    const next = new Map();
    const focused = document.activeElement;
    let at = parent.firstChild;
    for (const item of items) {
      const key = keyOf(item);
      const node = known.get(key) || create(item);
      next.set(key, node);
      update(node, item);
      if (node === at) {
        at = at.nextSibling;
      } else {
        parent.insertBefore(node, at);
      }
    }
    known.forEach((node, key) => next.has(key) || node.remove());
    nodesOf.set(parent, next);
    if (focused && focused !== document.activeElement && parent.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  };

  /** A table of text: headings, then rows; replaces what was there. */
  const table = (node, headings, rows) => {
    const head = make("thead", {}, make("tr", {}, ...headings.map((of) => make("th", { scope: "col" }, of))));
    const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell)))));
    node.replaceChildren(head, body);
  };

  return { byId, make, text, attribute, keyed, table };
})();
