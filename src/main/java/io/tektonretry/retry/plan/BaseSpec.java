package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pipeline spec that a lineage derives from: always the root's, with the identity of the root in it.
 *
 * @param definition the whole spec
 * @param tasks by name, in the order of the spec, finally tasks last
 * @param children the tasks that depend on a task, by its name
 * @param inOrder the tasks that depend on each other, parents first
 */
record BaseSpec(
        ObjectNode definition,
        Map<String, SpecTask> tasks,
        Map<String, List<SpecTask>> children,
        List<SpecTask> inOrder) {

    /**
     * Reads a spec, and freezes the identity of the run in its tasks.
     *
     * @param bindings the run's bindings of the workspaces
     * @throws UnusableSpecException when Tekton can't have run it: no tasks, nameless or repeated ones, a cycle
     */
    static BaseSpec of(ObjectNode definition, List<ObjectNode> bindings, Identity identity) {
        Map<String, ObjectNode> byWorkspace = bindings.stream()
                .collect(toMap(binding -> Fields.text(binding, "name"), binding -> binding, (a, b) -> a));
        Map<String, SpecTask> tasks = new LinkedHashMap<>();
        Fields.objects(definition, "tasks")
                .forEach(task -> add(tasks, SpecTask.of(task, false, byWorkspace, identity)));
        Fields.objects(definition, "finally")
                .forEach(task -> add(tasks, SpecTask.of(task, true, byWorkspace, identity)));
        List<SpecTask> graph =
                tasks.values().stream().filter(task -> !task.isFinally()).toList();
        Map<String, List<SpecTask>> children = children(graph);
        List<SpecTask> inOrder = inOrder(graph, children);
        if (inOrder.size() != graph.size() || inOrder.isEmpty()) {
            throw new UnusableSpecException("its tasks depend on each other in a circle, or there are none");
        }
        return new BaseSpec(definition, tasks, children, inOrder);
    }

    @Nullable
    SpecTask task(String name) {
        return tasks.get(name);
    }

    Stream<SpecTask> dagTasks() {
        return tasks.values().stream().filter(task -> !task.isFinally());
    }

    Stream<SpecTask> finallyTasks() {
        return tasks.values().stream().filter(SpecTask::isFinally);
    }

    List<SpecTask> childrenOf(SpecTask task) {
        return children.getOrDefault(task.name(), List.of());
    }

    private static void add(Map<String, SpecTask> tasks, SpecTask task) {
        if (task.name().isEmpty() || tasks.put(task.name(), task) != null) {
            throw new UnusableSpecException("a task has no name of its own: '%s'".formatted(task.name()));
        }
    }

    private static Map<String, List<SpecTask>> children(List<SpecTask> graph) {
        Map<String, List<SpecTask>> children = new HashMap<>();
        Set<String> names = graph.stream().map(SpecTask::name).collect(toSet());
        graph.forEach(task -> task.parents().stream()
                .filter(names::contains)
                .forEach(parent -> children.computeIfAbsent(parent, name -> new ArrayList<>())
                        .add(task)));
        return children;
    }

    /** Parents come first; tasks in a circle are left out. */
    private static List<SpecTask> inOrder(List<SpecTask> graph, Map<String, List<SpecTask>> children) {
        Map<String, Integer> waitsFor = new HashMap<>();
        children.values().forEach(list -> list.forEach(child -> waitsFor.merge(child.name(), 1, Integer::sum)));
        List<SpecTask> order = new ArrayList<>(graph.stream()
                .filter(task -> !waitsFor.containsKey(task.name()))
                .toList());
        for (int i = 0; i < order.size(); i++) {
            children.getOrDefault(order.get(i).name(), List.of()).stream()
                    .filter(child -> waitsFor.merge(child.name(), -1, Integer::sum) == 0)
                    .forEach(order::add);
        }
        return order;
    }
}
