package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Damages documents: fields go, change their type or hold what they should not. */
final class Damage {

    private static final int A_BIT = 5;
    private static final int A_LOT = 20;

    private final Draw draw;
    private final List<JsonNode> fragments = new ArrayList<>();

    private Damage(Draw draw) {
        this.draw = draw;
    }

    static PlanInput of(Draw draw, PlanInput request) {
        Damage damage = new Damage(draw);
        List<AttemptDocuments> runs = request.lineage().stream()
                .map(run -> new AttemptDocuments(
                        damage.damaged(run.pipelineRun(), A_BIT),
                        run.children().stream()
                                .map(child -> draw.chance(20) ? damage.damaged(child, A_BIT) : child)
                                .toList(),
                        run.goneUids()))
                .toList();
        return new PlanInput(runs, request.options(), request.claims(), request.retryNumber());
    }

    /** Damages all that Tekton recorded of how the runs went, a lot, but not what was to run. */
    static PlanInput ofRecord(Draw draw, PlanInput request) {
        Damage damage = new Damage(draw);
        List<AttemptDocuments> runs = request.lineage().stream()
                .map(run -> new AttemptDocuments(
                        damage.damagedStatus(run.pipelineRun()),
                        run.children().stream()
                                .map(child -> damage.damaged(child, A_LOT))
                                .toList(),
                        run.goneUids()))
                .toList();
        return new PlanInput(runs, request.options(), request.claims(), request.retryNumber());
    }

    private ObjectNode damagedStatus(ObjectNode run) {
        ObjectNode copy = run.deepCopy();
        ObjectNode status = (ObjectNode) run.path("status").deepCopy();
        JsonNode spec = status.remove("pipelineSpec");
        ObjectNode damaged = damaged(status, A_LOT);
        damaged.set("pipelineSpec", spec);
        damaged.set("conditions", status.path("conditions"));
        copy.set("status", damaged);
        return copy;
    }

    private ObjectNode damaged(ObjectNode document, int most) {
        ObjectNode copy = document.deepCopy();
        for (int i = draw.number(1, most); i > 0; i--) {
            List<JsonNode> places = new ArrayList<>();
            collect(copy, places);
            if (!places.isEmpty()) {
                damage(draw.from(places));
            }
        }
        return copy;
    }

    private void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainer() && !node.isEmpty()) {
            places.add(node);
        } else {
            fragments.add(node.deepCopy());
        }
        node.forEach(child -> collect(child, places));
    }

    private void damage(JsonNode place) {
        if (place instanceof ObjectNode object) {
            String field = draw.from(List.copyOf(object.propertyNames()));
            if (draw.chance(40)) {
                object.remove(field);
            } else {
                object.set(field, nonsense(object.path(field)));
            }
        } else if (place instanceof ArrayNode list) {
            int index = draw.number(0, list.size() - 1);
            switch (draw.number(0, 2)) {
                case 0 -> list.remove(index);
                case 1 -> list.add(list.get(index).deepCopy());
                default -> list.set(index, nonsense(list.get(index)));
            }
        }
    }

    private JsonNode nonsense(JsonNode instead) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (draw.number(0, 11)) {
            case 0 -> json.nullNode();
            case 1 -> json.numberNode(-7);
            case 2 -> json.booleanNode(true);
            case 3 -> json.stringNode("");
            case 4 -> json.stringNode("\0");
            case 5 -> json.stringNode("x".repeat(draw.of(100, 100_000)) + "$(");
            case 6 -> json.objectNode();
            case 7 -> json.arrayNode();
            case 8 -> json.arrayNode().add(instead).addNull();
            case 9 -> json.objectNode().set("name", instead);
            case 10 ->
                json.stringNode(draw.of(
                        "$(tasks.t-0.results.text)",
                        "$(tasks.gone.status)",
                        "$(tasks.",
                        "$(tasks.t-0[",
                        "$(tasks.t-1.results['",
                        "$(params)",
                        "$(tasks.build-1.results.list[99999999999])",
                        "$(tasks.t-1.results.map.a.b)",
                        "$($(tasks.status))",
                        "99999999999999"));
            default -> draw.from(fragments);
        };
    }
}
