// Where values come from: an evaluator's events as they happen, or what a report holds.
"use strict";

/** A report: everything is there, nothing comes. */
Perennial.Report = class {
  #data;
  #listener;

  constructor(data, listener) {
    this.#data = data;
    this.#listener = listener;
  }

  start() {
    this.#listener.state("report", "as of " + Perennial.format.instant(this.#data.overview.now));
    this.#listener.overview(this.#data.overview);
  }

  choose(chosen) {
    const found =
      chosen && this.#data.learners.find((of) => of.stream === chosen.stream && of.learner === chosen.learner);
    if (found) {
      this.#listener.learner(found.page);
      this.#listener.history(found.history);
    }
  }

  /** Tells the histories of learners that stand beside the chosen one. */
  async compare(stream, learners) {
    this.#data.learners
      .filter((of) => of.stream === stream && learners.includes(of.learner))
      .forEach((of) => this.#listener.beside(of.stream, of.learner, of.history));
  }
};

/** An evaluator: asked once, then listened to; asked again whenever the line breaks. */
Perennial.Live = class {
  static #TOKEN = "perennial-token";
  static #FIRST_DELAY_MILLIS = 1_000;
  static #LONGEST_DELAY_MILLIS = 15_000;
  static #ANSWER_MILLIS = 30_000;
  static #ENDED_AFTER_MILLIS = 30_000;

  #listener;
  #token = Perennial.Live.#kept();
  #chosen = null;
  #events = null;
  #timer = null;
  #delay = Perennial.Live.#FIRST_DELAY_MILLIS;
  #brokenSince = null;
  #attempt = 0;

  constructor(listener) {
    this.#listener = listener;
    // A page that the browser keeps to go back to would keep its connection, of which it has six a server.
    addEventListener("pagehide", () => this.#disconnect());
    addEventListener("pageshow", (event) => event.persisted && this.#connect());
  }

  start() {
    this.#connect();
  }

  choose(chosen) {
    this.#chosen = chosen;
    this.#connect();
  }

  /** Tries again with the token of an evaluator that asked for one. */
  useToken(token) {
    this.#token = token.trim();
    try {
      sessionStorage.setItem(Perennial.Live.#TOKEN, this.#token);
    } catch {
      // Where nothing may be kept it is asked for again after a reload.
    }
    this.#connect();
  }

  static #kept() {
    try {
      return sessionStorage.getItem(Perennial.Live.#TOKEN);
    } catch {
      return null;
    }
  }

  /** Asks for the histories of learners that stand beside the chosen one, one after the other; what fails is left out. */
  async compare(stream, learners) {
    for (const learner of learners) {
      try {
        const path = encodeURIComponent(stream) + "/learners/" + encodeURIComponent(learner) + "/history";
        const response = await this.#fetch("api/streams/" + path);
        if (response.ok) {
          this.#listener.beside(stream, learner, await response.json());
        }
      } catch {
        return; // The line broke: whoever listens is told.
      }
    }
  }

  #fetch(path) {
    const headers = this.#token ? { Authorization: "Bearer " + this.#token } : {};
    return fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(Perennial.Live.#ANSWER_MILLIS) });
  }

  async #connect() {
    this.#disconnect();
    const attempt = this.#attempt;
    try {
      const response = await this.#fetch("api/overview");
      if (attempt !== this.#attempt) {
        return;
      }
      if (response.status === 401) {
        this.#listener.tokenNeeded(this.#token !== null);
        return;
      }
      if (!response.ok) {
        throw new Error("the evaluator answered " + response.status);
      }
      this.#listener.overview(await response.json());
      if (attempt === this.#attempt) {
        this.#listen();
      }
    } catch (failure) {
      if (attempt === this.#attempt) {
        this.#broken(failure);
      }
    }
  }

  /** Hears no more; what is on its way is not waited for. */
  #disconnect() {
    this.#attempt++;
    clearTimeout(this.#timer);
    if (this.#events) {
      this.#events.close();
    }
  }

  #listen() {
    const query = new URLSearchParams();
    if (this.#chosen) {
      query.set("stream", this.#chosen.stream);
      query.set("learner", this.#chosen.learner);
    }
    if (this.#token) {
      query.set("token", this.#token);
    }
    const events = new EventSource("api/events?" + query);
    this.#events = events;
    const on = (kind) => (event) => this.#listener[kind](JSON.parse(event.data));
    events.addEventListener("overview", on("overview"));
    events.addEventListener("learner", on("learner"));
    events.addEventListener("history", on("history"));
    events.addEventListener("open", () => {
      this.#delay = Perennial.Live.#FIRST_DELAY_MILLIS;
      this.#brokenSince = null;
      this.#listener.state("live", "");
    });
    events.addEventListener("error", () => {
      if (events === this.#events) {
        events.close();
        this.#broken(new Error("the line broke"));
      }
    });
  }

  #broken(failure) {
    this.#brokenSince = this.#brokenSince === null ? performance.now() : this.#brokenSince;
    const isOver = performance.now() - this.#brokenSince > Perennial.Live.#ENDED_AFTER_MILLIS;
    const detail = isOver ? "the evaluator does not answer any more; this is the last it told" : failure.message;
    this.#listener.state(isOver ? "ended" : "reconnecting", detail);
    this.#timer = setTimeout(() => this.#connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, Perennial.Live.#LONGEST_DELAY_MILLIS);
  }
};
