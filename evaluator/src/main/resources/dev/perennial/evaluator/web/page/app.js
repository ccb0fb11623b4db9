// The page: one source, one table of learners, one learner in full; the address says which.
"use strict";

(() => {
  const { byId, text } = Perennial.dom;
  const overview = new Perennial.Overview();
  const learner = new Perennial.Learner();
  let newest = null;
  let chosen = null;
  let changedAt = null;
  let state = "connecting";

  /** The learner the address names, null if it names none. */
  const named = () => {
    const parts = location.hash.split("/");
    if (parts.length !== 3 || parts[0] !== "#") {
      return null;
    }
    try {
      return { stream: decodeURIComponent(parts[1]), learner: decodeURIComponent(parts[2]) };
    } catch {
      return null; // A fragment that someone typed.
    }
  };

  /** The first stream's champion, or its first learner. */
  const first = () => {
    const stream = newest.streams.find((of) => of.learners.length);
    if (!stream) {
      return null;
    }
    const champion = stream.ranking && stream.learners.some((of) => of.learner === stream.ranking.champion);
    return { stream: stream.stream, learner: champion ? stream.ranking.champion : stream.learners[0].learner };
  };

  const isKnown = (one) =>
    newest.streams.some((of) => of.stream === one.stream && of.learners.some((other) => other.learner === one.learner));

  const choose = (next) => {
    chosen = next;
    overview.choose(next);
    learner.choose(next);
    document.title = next.stream + " / " + next.learner + " · Perennial";
    source.choose(next);
    source.compare(next.stream, beside(next));
  };

  /** Those of the chosen learner's stream that are drawn beside it: the best ranked, or the first. */
  const beside = ({ stream, learner: own }) => {
    const of = newest.streams.find((one) => one.stream === stream);
    const ranked = of.ranking ? of.ranking.learners.map((one) => one.learner) : [];
    const names = new Set(ranked.concat(of.learners.map((one) => one.learner)));
    return [...names].filter((name) => name !== own).slice(0, Perennial.Chart.COLOURS - 1);
  };

  const chooseIfNew = () => {
    const next = named() || chosen || first();
    const isSame = chosen && next && next.stream === chosen.stream && next.learner === chosen.learner;
    if (!next || isSame) {
      return;
    }
    if (!isKnown(next)) {
      learner.notice("Nothing is known of learner " + next.learner + " of stream " + next.stream + " yet.");
      return;
    }
    if (!named()) {
      history.replaceState(null, "", Perennial.Overview.address(next.stream, next.learner));
    }
    choose(next);
  };

  const showState = (next, detail) => {
    state = next;
    byId("state").dataset.state = next;
    text(byId("state-name"), next);
    text(byId("state-detail"), detail);
  };

  const listener = {
    state: showState,
    overview: (message) => {
      newest = message;
      changedAt = performance.now();
      byId("token").hidden = true;
      byId("main").hidden = false;
      overview.update(message);
      if (chosen) {
        learner.growBeside(message.streams.filter((of) => of.stream === chosen.stream).flatMap((of) => of.learners));
      }
      chooseIfNew();
    },
    learner: (message) => {
      if (chosen && message.stream === chosen.stream && message.learner === chosen.learner) {
        learner.update(message, newest.now);
      }
    },
    history: (message) => learner.takeHistory(message),
    beside: (stream, name, message) => {
      if (chosen && stream === chosen.stream && name !== chosen.learner) {
        learner.takeBeside(name, message);
      }
    },
    tokenNeeded: (isWrong) => {
      showState("locked", "");
      byId("token").hidden = false;
      text(byId("token-problem"), isWrong ? "It is not this one." : "");
      byId("token-text").focus();
    },
  };

  const report = byId("report");
  const source = report ? new Perennial.Report(JSON.parse(report.textContent), listener) : new Perennial.Live(listener);

  byId("token").addEventListener("submit", (event) => {
    event.preventDefault();
    source.useToken(byId("token-text").value);
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // The fragment names the learner, and goes on doing so.
    byId("learner").focus();
  });
  addEventListener("hashchange", () => newest && chooseIfNew());
  setInterval(() => {
    if (state === "live" && changedAt !== null) {
      const seconds = Math.floor((performance.now() - changedAt) / 1000);
      text(byId("state-detail"), seconds < 3 ? "" : "no change for " + Perennial.format.duration(seconds));
    }
  }, 1000);
  byId("footer").hidden = report !== null;
  source.start();
})();
