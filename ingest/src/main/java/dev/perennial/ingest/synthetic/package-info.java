/**
 * Streams that are drawn on the fly and whose drift is known: the generators that drift detection
 * is measured on in the literature, each with several concepts, and the plan of which concept holds
 * where. Labels and features are a function of the settings.
 */
@NullMarked
package dev.perennial.ingest.synthetic;

import org.jspecify.annotations.NullMarked;
