package dev.perennial.ingest.data;

import dev.perennial.schemas.ElementType;
import java.util.List;

/**
 * Labelled examples of one kind.
 *
 * @param shape the length of each dimension of an example, outermost first; images are height x
 *     width or channels x height x width
 * @param elementType the type of an example's elements; images are UINT8
 * @param classNames the names of the classes in label order; the label of an example is an index
 *     into it
 * @param taskNames the names of the tasks if the data itself divides its training examples into
 *     tasks, otherwise empty
 * @param training the examples to learn, in file order
 * @param holdout the examples to score with; empty if the data does not set any aside
 */
public record DataSet(
    List<Integer> shape,
    ElementType elementType,
    List<String> classNames,
    List<String> taskNames,
    Examples training,
    Examples holdout) {

  /** Copies the lists. */
  public DataSet {
    shape = List.copyOf(shape);
    classNames = List.copyOf(classNames);
    taskNames = List.copyOf(taskNames);
  }

  /** Images of classes that are not divided into tasks. */
  static DataSet ofImages(
      List<Integer> shape, List<String> classNames, Examples training, Examples holdout) {
    return new DataSet(shape, ElementType.UINT8, classNames, List.of(), training, holdout);
  }

  /** Whether an example is a picture: rows of pixels whose neighbours mean something. */
  public boolean isImages() {
    return elementType == ElementType.UINT8 && (shape.size() == 2 || shape.size() == 3);
  }
}
