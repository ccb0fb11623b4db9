/** Publishing: samples and commands on their way to the topics that ingest reads. */
@NullMarked
package dev.perennial.ingest.publish;

import org.jspecify.annotations.NullMarked;
