/**
 * The newest values over HTTP: JSON for programs, Prometheus text for scrapers, a page for people,
 * live or as one file to keep. Reads the board and nothing else.
 */
@NullMarked
package dev.perennial.evaluator.web;

import org.jspecify.annotations.NullMarked;
