package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pipeline spec that a lineage derives from: always the root's, with the root's identity substituted.
 *
 * <p>Task names are resolved once, when the spec is read; after that, a task is found by its position.
 *
 * @param definition the whole spec
 * @param tasks in the order of the spec, finally tasks last
 * @param positions positions of the tasks in that list, by name
 * @param children for each position, the tasks that depend on it
 * @param inOrder the tasks of the graph, parents first
 */
record BaseSpec(
        ObjectNode definition,
        List<SpecTask> tasks,
        Map<String, Integer> positions,
        List<List<SpecTask>> children,
        List<SpecTask> inOrder) {

    /**
     * Reads a spec, and substitutes the identity of the run in its tasks.
     *
     * @param bindings the run's workspace bindings
     * @throws UnusableSpecException when Tekton can't have run it: no tasks, unnamed or repeated tasks, a cycle
     */
    static BaseSpec of(ObjectNode definition, List<ObjectNode> bindings, Identity identity) {
        List<ObjectNode> written = new ArrayList<>(Fields.objects(definition, "tasks"));
        int graphSize = written.size();
        written.addAll(Fields.objects(definition, "finally"));
        Map<String, Integer> positions = positions(written);
        Map<String, ObjectNode> byWorkspace = bindings.stream()
                .collect(toMap(binding -> Fields.text(binding, "name"), binding -> binding, (a, b) -> a));
        List<SpecTask> tasks = new ArrayList<>(written.size());
        for (ObjectNode task : written) {
            int position = tasks.size();
            tasks.add(SpecTask.of(task, position, position >= graphSize, positions, byWorkspace, identity));
        }
        List<SpecTask> graph = tasks.subList(0, graphSize);
        List<List<SpecTask>> children = children(graph, positions);
        List<SpecTask> inOrder = inOrder(graph, children);
        if (inOrder.size() != graphSize || inOrder.isEmpty()) {
            throw new UnusableSpecException("its tasks depend on each other in a cycle, or it has none");
        }
        return new BaseSpec(definition, tasks, positions, children, inOrder);
    }

    @Nullable
    SpecTask task(String name) {
        Integer position = positions.get(name);
        return position == null ? null : tasks.get(position);
    }

    /** The task that the reference names. */
    SpecTask producer(SpecTask.Use use) {
        return tasks.get(use.producer());
    }

    Stream<SpecTask> dagTasks() {
        return tasks.stream().filter(task -> !task.isFinally());
    }

    Stream<SpecTask> finallyTasks() {
        return tasks.stream().filter(SpecTask::isFinally);
    }

    /** The tasks that a task waits for, without duplicates. */
    Stream<SpecTask> parentsOf(SpecTask task) {
        return Stream.concat(
                        task.dependencies().map(this::producer),
                        task.runAfter().stream().map(this::task).flatMap(Stream::ofNullable))
                .distinct();
    }

    List<SpecTask> childrenOf(SpecTask task) {
        return task.isFinally() ? List.of() : children.get(task.position());
    }

    private static Map<String, Integer> positions(List<ObjectNode> tasks) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (ObjectNode task : tasks) {
            String name = Fields.text(task, "name");
            if (name.isEmpty() || positions.put(name, positions.size()) != null) {
                throw new UnusableSpecException("a task has no name, or shares it with another: '%s'".formatted(name));
            }
        }
        return positions;
    }

    private static List<List<SpecTask>> children(List<SpecTask> graph, Map<String, Integer> positions) {
        List<List<SpecTask>> children = new ArrayList<>(graph.size());
        graph.forEach(task -> children.add(new ArrayList<>()));
        for (SpecTask task : graph) {
            task.runAfter().forEach(parent -> addChild(children, positions.getOrDefault(parent, graph.size()), task));
            task.dependencies().forEach(use -> addChild(children, use.producer(), task));
        }
        return children;
    }

    /** Finally tasks have no children, and a child is added once. */
    private static void addChild(List<List<SpecTask>> children, int parent, SpecTask task) {
        if (parent >= children.size()) {
            return;
        }
        List<SpecTask> own = children.get(parent);
        if (own.isEmpty() || own.get(own.size() - 1).position() != task.position()) {
            own.add(task);
        }
    }

    /** Parents first; tasks in a cycle are left out. */
    private static List<SpecTask> inOrder(List<SpecTask> graph, List<List<SpecTask>> children) {
        int[] waitsFor = new int[graph.size()];
        children.forEach(list -> list.forEach(child -> waitsFor[child.position()]++));
        List<SpecTask> order = new ArrayList<>(graph.size());
        graph.stream().filter(task -> waitsFor[task.position()] == 0).forEach(order::add);
        for (int i = 0; i < order.size(); i++) {
            children.get(order.get(i).position()).stream()
                    .filter(child -> --waitsFor[child.position()] == 0)
                    .forEach(order::add);
        }
        return order;
    }
}
