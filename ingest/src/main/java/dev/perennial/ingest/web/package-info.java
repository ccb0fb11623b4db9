/**
 * The gateway: takes samples, labels and commands over HTTP for those who have no Kafka client. It
 * writes the topics that any client may write, and is no part of what reads them.
 */
@NullMarked
package dev.perennial.ingest.web;

import org.jspecify.annotations.NullMarked;
