package dev.perennial.evaluator.topology;

import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A processor whose parts need the task's context: it makes its {@link Fold} when Kafka Streams
 * gives it one, which it does again after it has closed it. Owned by the thread of its task.
 */
final class FoldProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private final Function<ProcessorContext<Object, SpecificRecord>, Fold> start;
  private @Nullable Fold fold;

  FoldProcessor(Function<ProcessorContext<Object, SpecificRecord>, Fold> start) {
    this.start = start;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    fold = start.apply(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (fold == null) {
      throw new IllegalStateException("a record has come before the processor was initialized");
    }
    fold.process(record);
  }

  @Override
  public void close() {
    if (fold != null) {
      fold.close();
      fold = null;
    }
  }
}
