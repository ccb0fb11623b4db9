package dev.perennial.ingest.topology;

/** What names a sample within a partition. */
record SampleName(String stream, String id) {}
