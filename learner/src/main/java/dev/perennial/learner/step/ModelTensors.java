package dev.perennial.learner.step;

import ai.djl.ndarray.types.DataType;
import dev.perennial.learner.network.Companion;
import dev.perennial.learner.network.Companion.Start;
import dev.perennial.learner.network.Parameter;
import dev.perennial.learner.network.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tensors that a design trains or keeps: parameters, what stands beside each of them, and
 * statistics. They grow with the classes: a class's row starts as it would have started had the
 * class been known from the beginning. Owned by one thread.
 */
public final class ModelTensors {

  private final Residence residence;
  private final long seed;
  private final List<Parameter> layout;
  private final List<Statistic> statisticLayout;
  private final List<StateTensor> parameters = new ArrayList<>();
  private final Companions moments;
  private final Companions penalty;
  private final Companions weights;
  private final Companions teacher;
  private final List<StateTensor> teacherClasses;
  private final List<StateTensor> statistics = new ArrayList<>();
  private int classes;

  /** The tensors of a design as they are at first, without classes. */
  public ModelTensors(Residence residence, StepDesign design, long seed) {
    this.residence = residence;
    this.seed = seed;
    this.layout = design.parameters();
    this.statisticLayout = design.statistics();
    for (Parameter parameter : layout) {
      parameters.add(tensor(parameter, parameter.name()));
    }
    this.moments = new Companions(design.moments());
    this.penalty = new Companions(design.penalty().companions());
    this.weights = new Companions(design.weights().companions());
    this.teacher = new Companions(design.teacher());
    this.teacherClasses =
        design.teacher().isEmpty()
            ? List.of()
            // The host reads it in each step.
            : List.of(new StateTensor(residence.host(), "teacher.classes", DataType.INT64, 1));
    for (Statistic statistic : statisticLayout) {
      statistics.add(tensor(statistic));
    }
    reset();
  }

  /** What stands beside every parameter, parameter by parameter. */
  private final class Companions {
    private final List<Companion> kinds;
    private final List<StateTensor> tensors = new ArrayList<>();

    Companions(List<Companion> kinds) {
      this.kinds = List.copyOf(kinds);
      for (Parameter parameter : layout) {
        for (Companion kind : kinds) {
          tensors.add(tensor(parameter, parameter.name() + "." + kind.name()));
        }
      }
    }

    /** Makes room for the classes; what is new starts as its kind says. */
    void grow(int parameter, int present) {
      for (int kind = 0; kind < kinds.size(); kind++) {
        int at = parameter * kinds.size() + kind;
        tensors.set(at, grown(layout.get(parameter), tensors.get(at)));
        start(parameter, kind, present);
      }
    }

    void reset() {
      tensors.forEach(StateTensor::clear);
      for (int parameter = 0; parameter < layout.size(); parameter++) {
        for (int kind = 0; kind < kinds.size(); kind++) {
          start(parameter, kind, 0);
        }
      }
    }

    private void start(int parameter, int kind, int from) {
      if (kinds.get(kind).start() == Start.PARAMETER) {
        initialize(parameter, tensors.get(parameter * kinds.size() + kind), from);
      }
    }
  }

  /** Becomes what it was at first, with the classes there are. */
  public void reset() {
    for (int i = 0; i < layout.size(); i++) {
      initialize(i, parameters.get(i), 0);
    }
    Stream.of(moments, penalty, weights, teacher).forEach(Companions::reset);
    teacherClasses.forEach(StateTensor::clear);
    statistics.forEach(StateTensor::clear);
  }

  /** Makes room for that many classes, at least as many as there are; programs bind anew. */
  public void fit(int count) {
    classes = count;
    for (int i = 0; i < layout.size(); i++) {
      Parameter parameter = layout.get(i);
      if (parameter.rows().isEmpty()) {
        int present = parameters.get(i).floats().capacity();
        parameters.set(i, grown(parameter, parameters.get(i)));
        initialize(i, parameters.get(i), present);
        for (Companions companions : List.of(moments, penalty, weights, teacher)) {
          companions.grow(i, present);
        }
      }
    }
    for (int i = 0; i < statisticLayout.size(); i++) {
      if (statisticLayout.get(i).rows().isEmpty()) {
        StateTensor larger = tensor(statisticLayout.get(i));
        statistics.set(i, moved(statistics.get(i), larger));
      }
    }
  }

  /** Writes a parameter's first values from an element on. */
  private void initialize(int parameter, StateTensor tensor, int from) {
    layout.get(parameter).initialize(tensor.floats(), from, seed);
    tensor.upload();
  }

  /** The same values in more rows, zero where they are new. */
  private StateTensor grown(Parameter parameter, StateTensor smaller) {
    return moved(smaller, tensor(parameter, smaller.name()));
  }

  private static StateTensor moved(StateTensor from, StateTensor to) {
    to.startWith(from);
    from.close();
    return to;
  }

  private StateTensor tensor(Parameter parameter, String name) {
    return new StateTensor(residence, name, DataType.FLOAT32, parameter.shape(classes));
  }

  private StateTensor tensor(Statistic statistic) {
    return new StateTensor(residence, statistic.name(), DataType.FLOAT32, statistic.shape(classes));
  }

  /** The model as it is now becomes the teacher, where there is to be one. */
  public void teach() {
    if (!teacherClasses.isEmpty()) {
      for (int i = 0; i < parameters.size(); i++) {
        teacher.tensors.get(i).set(parameters.get(i).bytes());
      }
      teacherClasses.get(0).view().putLong(0, classes);
    }
  }

  /** The trained tensors, in the design's order. */
  public List<StateTensor> parameters() {
    return List.copyOf(parameters);
  }

  /** A class's row is in each tensor of those that the classes make grow. */
  public List<Parameter> layout() {
    return layout;
  }

  List<StateTensor> moments() {
    return moments.tensors;
  }

  List<StateTensor> penalty() {
    return penalty.tensors;
  }

  List<StateTensor> weights() {
    return weights.tensors;
  }

  List<StateTensor> teacher() {
    return Stream.of(teacher.tensors, teacherClasses).flatMap(List::stream).toList();
  }

  List<StateTensor> statistics() {
    return statistics;
  }

  /** All of them. */
  public List<StateTensor> all() {
    return Stream.of(parameters, moments(), penalty(), weights(), teacher(), statistics)
        .flatMap(List::stream)
        .toList();
  }
}
