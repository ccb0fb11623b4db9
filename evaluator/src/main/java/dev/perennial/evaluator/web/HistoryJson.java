package dev.perennial.evaluator.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.evaluator.chronicle.Curve;
import dev.perennial.evaluator.chronicle.History;
import dev.perennial.evaluator.chronicle.Mark;
import dev.perennial.evaluator.chronicle.Points;

/** A learner's history as JSON. */
final class HistoryJson {

  private HistoryJson() {}

  /** {@code {"series": […], "marks": […]}}: curves by name and task, marks by place. */
  static ObjectNode of(History history) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode series = page.putArray("series");
    history.curves().forEach(curve -> put(series.addObject(), curve));
    ArrayNode marks = page.putArray("marks");
    for (Mark mark : history.marks()) {
      marks
          .addObject()
          .put("sequence", mark.sequence())
          .put("eventTime", mark.eventTime().toString())
          .put("kind", mark.kind().text())
          .put("text", mark.text());
    }
    return page;
  }

  private static void put(ObjectNode node, Curve curve) {
    node.put("name", curve.subject().name());
    curve
        .subject()
        .task()
        .ifPresentOrElse(
            task ->
                node.putObject("task")
                    .put("index", task)
                    .put("name", curve.taskName().orElse(Integer.toString(task))),
            () -> node.putNull("task"));
    ArrayNode x = node.putArray("x");
    ArrayNode y = node.putArray("y");
    Points points = curve.points();
    for (int index = 0; index < points.size(); index++) {
      x.add(points.x(index));
      y.add(points.y(index));
    }
  }
}
