/**
 * The newest values over HTTP: JSON for programs, Prometheus text for scrapers, one plain page for
 * people. Reads the board and nothing else.
 */
@NullMarked
package dev.perennial.evaluator.web;

import org.jspecify.annotations.NullMarked;
