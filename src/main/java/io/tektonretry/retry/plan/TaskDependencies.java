package io.tektonretry.retry.plan;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which tasks of a pipeline wait for which others. */
public final class TaskDependencies {

    private TaskDependencies() {}

    /**
     * The tasks that each task waits for, in the order of the spec: those in {@code runAfter}, and those whose results it
     * refers to ({@code PipelineTask.Deps}). Finally tasks wait for all others and are left out. Names that the pipeline
     * does not have are ignored.
     *
     * @param spec the spec of a pipeline, also one that Tekton would refuse
     */
    public static Map<String, List<String>> of(JsonNode spec) {
        List<ObjectNode> tasks = Fields.objects(spec, "tasks");
        Set<String> names = tasks.stream()
                .map(task -> Fields.text(task, "name"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, List<String>> waiting = new LinkedHashMap<>();
        for (ObjectNode task : tasks) {
            String name = Fields.text(task, "name");
            Set<String> mentioned = mentioned(task);
            mentioned.remove(name);
            waiting.put(name, names.stream().filter(mentioned::contains).toList());
        }
        return waiting;
    }

    private static Set<String> mentioned(ObjectNode task) {
        Set<String> mentioned = new LinkedHashSet<>(Fields.texts(task, "runAfter"));
        TaskTexts.visit(task, (place, text) -> {
            if (place.makesDependencies()) {
                Variables.forEach(text, variable -> {
                    if (Reference.parse(variable) instanceof Reference.Result result && result.dotted()) {
                        mentioned.add(result.task());
                    }
                });
            }
            return text;
        });
        return mentioned;
    }
}
