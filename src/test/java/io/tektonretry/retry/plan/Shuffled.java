package io.tektonretry.retry.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The same requests in another order. */
final class Shuffled {

    private Shuffled() {}

    /** With children, {@code childReferences} and {@code skippedTasks} in another order. */
    static PlanInput lists(Draw draw, PlanInput request) {
        return each(request, run -> {
            ObjectNode document = run.pipelineRun().deepCopy();
            for (String field : List.of("childReferences", "skippedTasks")) {
                if (document.path("status").path(field) instanceof ArrayNode list) {
                    List<JsonNode> shuffled = draw.shuffled(list.values());
                    list.removeAll().addAll(shuffled);
                }
            }
            return new AttemptDocuments(document, draw.shuffled(run.children()), run.goneUids());
        });
    }

    /** With the fields of all objects in another order. */
    static PlanInput fields(Draw draw, PlanInput request) {
        return each(
                request,
                run -> new AttemptDocuments(
                        (ObjectNode) fields(draw, run.pipelineRun()),
                        run.children().stream()
                                .map(child -> (ObjectNode) fields(draw, child))
                                .toList(),
                        run.goneUids()));
    }

    private static PlanInput each(PlanInput request, UnaryOperator<AttemptDocuments> change) {
        return new PlanInput(
                request.lineage().stream().map(change).toList(),
                request.options(),
                request.claims(),
                request.retryNumber());
    }

    private static JsonNode fields(Draw draw, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode shuffled = JsonNodeFactory.instance.objectNode();
            draw.<String>shuffled(object.propertyNames())
                    .forEach(name -> shuffled.set(name, fields(draw, object.path(name))));
            return shuffled;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode same = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> same.add(fields(draw, element)));
            return same;
        }
        return node;
    }
}
