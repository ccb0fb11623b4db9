/**
 * Data sets: labelled examples that can be published as a stream. A {@code DataSource} is what a
 * user names, a {@code DataSet} is what loading it gives; one is built in (drawn digits), the
 * others are read from files in the MNIST, CIFAR-10 and CSV formats.
 */
@NullMarked
package dev.perennial.ingest.data;

import org.jspecify.annotations.NullMarked;
