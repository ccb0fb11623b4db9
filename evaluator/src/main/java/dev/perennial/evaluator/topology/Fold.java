package dev.perennial.evaluator.topology;

import org.apache.kafka.streams.processor.api.Record;

/** What a {@link FoldProcessor} runs once its task's state is restored. */
interface Fold {

  void process(Record<byte[], byte[]> record);

  /** Takes back what it told the board. */
  void close();
}
