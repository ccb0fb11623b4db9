// Light or dark: what the system prefers, until the button says otherwise. Canvas cannot read CSS, so charts ask here.
"use strict";

Perennial.theme = (() => {
  const { byId, text } = Perennial.dom;
  const KEY = "perennial-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  const colours = new Map();

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // A browser that keeps nothing for this page.
    }
  };

  const store = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Then it holds for this visit.
    }
  };

  let chosen = stored();
  const now = () => chosen || (dark.matches ? "dark" : "light");

  const apply = () => {
    if (chosen) {
      document.documentElement.dataset.theme = chosen;
    }
    const other = now() === "dark" ? "light" : "dark";
    text(byId("theme"), other);
    byId("theme").setAttribute("aria-label", "switch to " + other + " colours");
    colours.clear();
    listeners.forEach((listener) => listener());
  };

  /** The colour a custom property stands for in the theme of now. */
  const colour = (property) => {
    if (!colours.has(property)) {
      const probe = Perennial.dom.make("i");
      probe.style.color = "var(--" + property + ")";
      document.body.append(probe);
      colours.set(property, getComputedStyle(probe).color);
      probe.remove();
    }
    return colours.get(property);
  };

  byId("theme").addEventListener("click", () => {
    chosen = now() === "dark" ? "light" : "dark";
    store(chosen);
    apply();
  });
  dark.addEventListener("change", apply);
  apply();

  return { colour, onChange: (listener) => listeners.push(listener) };
})();
