package dev.perennial.ingest.topology;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/**
 * What is kept of a stream's regimes.
 *
 * @param current the number of the one that holds, in [0, begun)
 * @param begun how many there have been, at least 1
 * @param given names that commands gave, by number
 * @param tracker what tells them apart, as it saves itself; empty where only commands do
 */
record RegimeState(int current, int begun, Map<Integer, String> given, Bytes tracker) {

  RegimeState {
    given = Collections.unmodifiableMap(new TreeMap<>(given));
  }
}
