package dev.perennial.ingest;

import dev.perennial.schemas.settings.InvalidSettingsException;
import java.security.CodeSource;
import java.util.List;

/** Whether the library that Kafka Streams keeps stores on disk with is there. */
final class RocksDb {

  private static final String CLASS = "org.rocksdb.RocksDB";

  /** The jar that Flink brings, whose classes have the same names and are older. */
  private static final String FLINKS = "frocksdbjni";

  private RocksDb() {}

  /**
   * Refuses a store that needs the library where it is not on the class path.
   *
   * @throws InvalidSettingsException with what is there instead
   */
  static void require(LabelSettings.Store store) {
    if (store != LabelSettings.Store.ROCKSDB) {
      return;
    }
    try {
      CodeSource source =
          Class.forName(CLASS, false, RocksDb.class.getClassLoader())
              .getProtectionDomain()
              .getCodeSource();
      if (source != null && source.getLocation().getPath().contains(FLINKS)) {
        throw refusal("there is Flink's");
      }
    } catch (ClassNotFoundException e) {
      throw refusal("there is none");
    }
  }

  private static InvalidSettingsException refusal(String found) {
    return new InvalidSettingsException(
        List.of(
            "ingest.labels.store rocksdb needs org.rocksdb:rocksdbjni on the class path: "
                + found));
  }
}
