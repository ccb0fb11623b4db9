package dev.perennial.ingest.data;

import dev.perennial.ingest.synthetic.SyntheticSettings;
import dev.perennial.ingest.synthetic.SyntheticStream;
import dev.perennial.schemas.ElementType;
import java.util.List;

/**
 * A synthetic stream as a data set: examples in their order, no tasks, since nobody is to be told
 * where the concept changes, and no hold-out.
 */
record SyntheticSource(SyntheticSettings settings) implements DataSource {

  @Override
  public DataSet load() {
    SyntheticStream stream = settings.open();
    int elements = stream.features();
    float[] values = new float[Math.multiplyExact(settings.records(), elements)];
    int[] labels = new int[settings.records()];
    float[] features = new float[elements];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = stream.next(features);
      System.arraycopy(features, 0, values, i * elements, elements);
    }
    return new DataSet(
        List.of(elements),
        ElementType.FLOAT32,
        stream.classNames(),
        List.of(),
        new FloatExamples(elements, values, labels),
        Examples.none());
  }
}
