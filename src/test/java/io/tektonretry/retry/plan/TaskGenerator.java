package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws one pipeline task, dependency by dependency. */
final class TaskGenerator {

    private final Draw draw;
    private final String name;
    private final ObjectNode definition = object();
    private final List<String> results;
    private final boolean custom;
    private final ReferenceGenerator references;

    TaskGenerator(Draw draw, String name) {
        this.draw = draw;
        this.name = name;
        boolean embedded = draw.chance(50);
        this.custom = !embedded && draw.chance(15);
        definition.put("name", name);
        if (embedded) {
            ObjectNode step = definition.putObject("taskSpec").putArray("steps").addObject();
            step.put("name", "main").put("image", "busybox").put("script", "echo $(params.who)");
            step.putArray("args").add("$(params.list[*])");
        } else if (custom) {
            definition
                    .putObject("taskRef")
                    .put("apiVersion", "example.dev/v1")
                    .put("kind", "Wait")
                    .put("name", "wait");
        } else {
            definition.putObject("taskRef").put("name", "task");
        }
        this.references = new ReferenceGenerator(draw, definition);
        if (!custom && draw.chance(20)) {
            fanOut();
        }
        this.results = custom || isMatrixed()
                ? List.of("text")
                : draw.some(List.of("text", "list", "rest", "map"), 4).stream()
                        .sorted()
                        .toList();
    }

    String name() {
        return name;
    }

    ObjectNode definition() {
        return definition;
    }

    List<String> results() {
        return results;
    }

    boolean isList(String result) {
        return isMatrixed() || !"text".equals(result);
    }

    boolean ignoresErrors() {
        return definition.has("onError");
    }

    void dependOn(TaskGenerator parent) {
        if (parent.results.isEmpty() || draw.chance(30)) {
            runAfter(parent);
        } else {
            use(parent);
        }
        if (parent.isMatrixed() && draw.chance(30)) {
            runAfter(parent);
            references.param(
                    "text",
                    draw.of("$(tasks.%s.matrix.length)", "n $(tasks.%s.matrix.text.length)")
                            .formatted(parent.name));
        }
    }

    /** Lets a finally task look at a task of the graph. Steps and workspaces are not given the results of custom tasks. */
    void reportOn(TaskGenerator task) {
        if (!task.results.isEmpty() && draw.chance(50)) {
            if (task.custom) {
                references.param("text", "$(tasks." + task.name + ".results.text)");
            } else {
                use(task);
            }
        }
        String variable =
                draw.of("$(tasks.%s.status)", "$(tasks.%s.reason)", "all: $(tasks.status)", "$(tasks.%s.status)!");
        references.param("text", variable.formatted(task.name));
        if (draw.chance(20)) {
            references.when(variable.formatted(task.name)).add("None");
        }
    }

    void finish() {
        if (draw.chance(50)) {
            references.param(
                    "text",
                    draw.of("$(params.who)", "by $(params.map.k)", "$(context.pipelineRun.name)/$(params.list[1])"));
        }
        if (draw.chance(10)) {
            ArrayNode values = references.when("$(params.map.k)");
            values.add("v");
        }
        if (draw.chance(15) && !name.startsWith("finally")) {
            definition.put("onError", "continue");
        } else if (draw.chance(15)) {
            definition.put("retries", 2);
        }
    }

    boolean isMatrixed() {
        return definition.has("matrix");
    }

    private void fanOut() {
        ObjectNode matrix = definition.putObject("matrix");
        if (draw.chance(70)) {
            ArrayNode params = matrix.putArray("params");
            params.addObject()
                    .put("name", "os")
                    .putArray("value")
                    .add("linux")
                    .add("mac")
                    .add(draw.of("bsd", "ü"));
            if (draw.chance(30)) {
                params.addObject()
                        .put("name", "cpu")
                        .putArray("value")
                        .add("arm")
                        .add("x86");
            }
        }
        if (!matrix.has("params") || draw.chance(30)) {
            ArrayNode include = matrix.putArray("include");
            ReferenceGenerator.include(include, "one").put("name", "os").put("value", "plan9");
            ReferenceGenerator.include(include, "two").put("name", "flag").put("value", "-O3");
        }
    }

    private void runAfter(TaskGenerator parent) {
        definition.withArrayProperty("runAfter").add(parent.name);
    }

    private void use(TaskGenerator parent) {
        String result = draw.from(parent.results);
        String reference = "tasks." + parent.name + ".results." + result;
        boolean list = parent.isMatrixed() || !Set.of("text", "map").contains(result);
        if (list && ("rest".equals(result) || parent.isMatrixed() || draw.chance(50))) {
            references.useList("$(" + reference + "[*])", !custom && results.equals(List.of("text")));
        } else if ("map".equals(result) && draw.chance(40)) {
            references.param("map", draw.chance(50) ? "$(" + reference + ")" : "$(" + reference + "[*])");
        } else {
            references.useText(
                    "$(" + reference + (list ? "[" + draw.number(0, 1) + "])" : "map".equals(result) ? ".a)" : ")"));
        }
    }
}
