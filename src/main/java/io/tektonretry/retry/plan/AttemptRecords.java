package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is recorded of each pipeline task in one run of a lineage. */
final class AttemptRecords {

    private final RecordedRun run;
    private final boolean runIsGone;
    private final Map<String, String> taskByChild = new HashMap<>();
    private final Map<String, String> displayNames = new HashMap<>();
    private final Map<String, List<String>> referredChildren = new HashMap<>();
    private final Map<String, List<ObjectNode>> children = new HashMap<>();
    private final Map<String, ObjectNode> skipped = new HashMap<>();
    private final Set<String> ownTasks = new HashSet<>();

    AttemptRecords(RecordedRun run) {
        this.run = run;
        ObjectNode object = run.pipelineRun();
        this.runIsGone =
                run.goneUids().contains(object.path("metadata").path("uid").asString(""));
        JsonNode status = object.path("status");
        for (JsonNode reference : status.path("childReferences")) {
            String task = reference.path("pipelineTaskName").asString("");
            String child = reference.path("name").asString("");
            taskByChild.put(child, task);
            displayNames.put(child, reference.path("displayName").asString(""));
            referredChildren.computeIfAbsent(task, key -> new ArrayList<>()).add(child);
        }
        for (JsonNode entry : status.path("skippedTasks")) {
            if (entry instanceof ObjectNode skip) {
                skipped.put(skip.path("name").asString(""), skip);
            }
        }
        for (ObjectNode child : run.children()) {
            children.computeIfAbsent(taskOf(child), key -> new ArrayList<>()).add(child);
        }
        JsonNode inline = object.path("spec").path("pipelineSpec");
        JsonNode spec = inline.isObject() ? inline : status.path("pipelineSpec");
        collectNames(spec.path("tasks"));
        collectNames(spec.path("finally"));
    }

    /** Whether the task was in this run's own spec, so that its record here replaces earlier ones. */
    boolean has(PipelineTask task) {
        return ownTasks.contains(task.name());
    }

    TaskRecord of(PipelineTask task) {
        List<Child> seen = new ArrayList<>();
        for (ObjectNode child : children.getOrDefault(task.name(), List.of())) {
            boolean gone = runIsGone
                    || run.goneUids()
                            .contains(child.path("metadata").path("uid").asString(""));
            String shown = displayNames.getOrDefault(
                    child.path("metadata").path("name").asString(""), "");
            seen.add(Child.of(child, gone, task.continuesOnError(), shown));
        }
        if (!allSeen(task, seen)) {
            return TaskRecord.without(Outcome.GONE);
        }
        ObjectNode skip = skipped.get(task.name());
        if (seen.isEmpty()) {
            return skip == null ? TaskRecord.NEVER_STARTED : TaskRecord.skipped(skip);
        }
        return TaskRecord.of(inOrder(task, seen), task.isMatrix());
    }

    /** Name and number order the children of a fan-out: {@code <run>-<task>-<i>}, shortest first. */
    private List<Child> inOrder(PipelineTask task, List<Child> seen) {
        List<String> referred = referredChildren.getOrDefault(task.name(), List.of());
        seen.sort((a, b) -> {
            int position = Integer.compare(position(referred, a), position(referred, b));
            int length = Integer.compare(a.name().length(), b.name().length());
            return position != 0 ? position : length != 0 ? length : a.name().compareTo(b.name());
        });
        return seen;
    }

    private static int position(List<String> referred, Child child) {
        int index = referred.indexOf(child.name());
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private boolean allSeen(PipelineTask task, List<Child> seen) {
        Set<String> names = new HashSet<>();
        seen.forEach(child -> names.add(child.name()));
        return names.containsAll(referredChildren.getOrDefault(task.name(), List.of()));
    }

    private String taskOf(ObjectNode child) {
        JsonNode metadata = child.path("metadata");
        String label = metadata.path("labels").path(TektonKeys.PIPELINE_TASK).asString("");
        return taskByChild.getOrDefault(metadata.path("name").asString(""), label);
    }

    private void collectNames(JsonNode tasks) {
        tasks.forEach(task -> ownTasks.add(task.path("name").asString("")));
    }
}
