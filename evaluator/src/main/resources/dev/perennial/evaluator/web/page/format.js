// How numbers and times are written. What is not known is a dash, never 0.
"use strict";

const Perennial = {};

Perennial.format = (() => {
  const ABSENT = "–";
  const whole = new Intl.NumberFormat("en");
  const DAY = 86_400;

  const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

  /**
   * With so many decimals, halves away from zero as the command line rounds them; a true minus sign, and none before what
   * rounds to zero.
   */
  const fixed = (value, decimals) => {
    if (!isNumber(value)) {
      return ABSENT;
    }
    // 0.1785 is a little less in binary: what is rounded is the number as it is written.
    const written = String(Math.abs(value));
    const rounded = written.includes("e") ? Math.abs(value) : Math.round(written + "e" + decimals) / 10 ** decimals;
    const text = rounded.toFixed(decimals);
    return value < 0 && Number(text) !== 0 ? "−" + text : text;
  };

  /** A share or a difference of shares: three decimals. */
  const share = (value) => fixed(value, 3);

  /** Whole numbers with commas. */
  const count = (value) => (isNumber(value) ? whole.format(Math.round(value)) : ABSENT);

  /** Three figures that say something, for what has no natural scale. */
  const figures = (value) => {
    if (!isNumber(value)) {
      return ABSENT;
    }
    const size = Math.abs(value);
    if (value === 0 || (size >= 0.001 && size < 10_000)) {
      return String(Number(value.toPrecision(3))).replace("-", "−");
    }
    return size < 0.001 ? value.toExponential(1).replace("e-", "e−") : count(value);
  };

  /** Two figures a second; below one a decimal. */
  const rate = (value) => (isNumber(value) && value > 0 && value < 10 ? fixed(value, 1) : count(value));

  /** A probability that it is chance. */
  const probability = (value) => (isNumber(value) && value < 0.001 ? "<0.001" : share(value));

  /** Seconds as people say them; the sign is left to the caller. */
  const duration = (seconds) => {
    const steps = [
      [90, 1, "s"],
      [90 * 60, 60, "min"],
      [2 * DAY, 3600, "h"],
      [2 * 365 * DAY, DAY, "d"],
      [Infinity, 365.25 * DAY, "y"],
    ];
    const [, unit, name] = steps.find(([below]) => seconds < below);
    return whole.format(Math.floor(seconds / unit)) + " " + name;
  };

  /** How long before {@code now} an instant was; both ISO. */
  const age = (instant, now) => {
    const seconds = instant ? (Date.parse(now) - Date.parse(instant)) / 1000 : NaN;
    // Event time is whatever a publisher says, also a year that no browser knows.
    if (!Number.isFinite(seconds)) {
      return ABSENT;
    }
    return seconds < 0 ? "in " + duration(-seconds) : duration(seconds);
  };

  /** The same in words of its own. */
  const ago = (instant, now) => {
    const of = age(instant, now);
    return of === ABSENT || of.startsWith("in ") ? of : of + " ago";
  };

  /** An ISO instant without the fraction of a second. */
  const instant = (iso) => (iso ? iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC") : ABSENT);

  /** One thing, two things. */
  const plural = (number, one, many) => count(number) + " " + (number === 1 ? one : many || one + "s");

  return { ABSENT, isNumber, fixed, share, count, figures, rate, probability, duration, age, ago, instant, plural };
})();
