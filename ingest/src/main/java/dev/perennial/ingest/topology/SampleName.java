package dev.perennial.ingest.topology;

/** What names a sample, or a command, within a partition. */
record SampleName(String stream, String id) {}
