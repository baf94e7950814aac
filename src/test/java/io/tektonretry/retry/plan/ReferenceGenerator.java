package io.tektonretry.retry.plan;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws the places of a pipeline task in which references stand. */
final class ReferenceGenerator {

    private final Draw draw;
    private final ObjectNode definition;
    private final boolean embedded;
    private int count;

    ReferenceGenerator(Draw draw, ObjectNode definition) {
        this.draw = draw;
        this.definition = definition;
        this.embedded = definition.has("taskSpec");
    }

    void useList(String reference, boolean mayFanOut) {
        switch (draw.number(0, embedded ? 4 : 3)) {
            case 0 -> param("list", reference);
            case 1 -> array("list").add("first").add(reference).add("$(params.list[*])");
            case 2 -> {
                if (draw.chance(30)) {
                    when(reference).add("[]");
                } else {
                    when(draw.of("v1", "none")).add(reference);
                }
            }
            case 3 -> matrixList(reference, mayFanOut);
            default -> step().withArrayProperty("args").add(reference);
        }
    }

    private void matrixList(String reference, boolean mayFanOut) {
        if (mayFanOut && !definition.has("matrix")) {
            definition
                    .putObject("matrix")
                    .putArray("params")
                    .addObject()
                    .put("name", "each")
                    .put("value", reference);
        } else {
            param("list", reference);
        }
    }

    void useText(String reference) {
        String text = draw.of("%s", "<%s>", "%s %s", "$(params.who)%s").replace("%s", reference);
        boolean fitsSteps = embedded && !reference.contains("[");
        switch (draw.number(0, fitsSteps ? 7 : 6)) {
            case 0 -> array("list").add(text).add("literal");
            case 1 -> declare("map").putObject("value").put("a", text).put("b", "literal");
            case 2 -> when(text).add("v1").add("<v1>");
            case 3 -> when("v1").add(text).add("v1");
            case 4 -> matrixText(text);
            case 5 -> {
                param("text", text);
                param(
                        "text",
                        reference
                                .replaceFirst("results\\.(\\w+)", "results['$1']")
                                .replaceFirst("\\.a\\)", "[a])"));
                definition.put("displayName", "shows " + reference);
                workspace().put("subPath", reference);
            }
            case 6 -> param("text", text);
            default ->
                step().put("script", text)
                        .withArrayProperty("env")
                        .addObject()
                        .put("name", "V")
                        .put("value", text);
        }
    }

    private void matrixText(String text) {
        if (!definition.has("matrix")) {
            param("text", text);
        } else if (definition.path("matrix").path("include") instanceof ArrayNode include) {
            include(include, "drawn").put("name", "drawn-" + count++).put("value", text);
        } else {
            definition
                    .path("matrix")
                    .withArrayProperty("params")
                    .addObject()
                    .put("name", "drawn-" + count++)
                    .putArray("value")
                    .add(text);
        }
    }

    private ObjectNode workspace() {
        ArrayNode workspaces = definition.withArrayProperty("workspaces");
        return workspaces.isEmpty()
                ? workspaces.addObject().put("name", "shared").put("workspace", "shared")
                : (ObjectNode) workspaces.get(0);
    }

    /** An expression that is true, or false now and then; the values are to be filled in. */
    ArrayNode when(String input) {
        String operator = draw.chance(75) ? "notin" : "in";
        return definition
                .withArrayProperty("when")
                .addObject()
                .put("input", input)
                .put("operator", operator)
                .putArray("values");
    }

    private ObjectNode step() {
        return (ObjectNode) definition.path("taskSpec").path("steps").get(0);
    }

    void param(String type, String value) {
        declare(type).put("value", value);
    }

    private ArrayNode array(String type) {
        return declare(type).putArray("value");
    }

    private ObjectNode declare(String type) {
        String param = type + "-" + count++;
        if (embedded) {
            ObjectNode declared = ((ObjectNode) definition.path("taskSpec"))
                    .withArrayProperty("params")
                    .addObject();
            declared.put("name", param)
                    .put("type", type.equals("text") ? "string" : type.equals("list") ? "array" : "object");
            if (type.equals("map")) {
                declared.putObject("properties").putObject("a").put("type", "string");
                ((ObjectNode) declared.path("properties")).putObject("b").put("type", "string");
            }
        }
        return definition.withArrayProperty("params").addObject().put("name", param);
    }

    static ObjectNode include(ArrayNode include, String name) {
        return include.addObject().put("name", name).putArray("params").addObject();
    }
}
