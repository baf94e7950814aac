package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What the attempts of a lineage recorded about one pipeline task.
 *
 * @param outcome its outcome
 * @param cells its children, one for each matrix combination; a single one without a matrix
 * @param matrixed whether its results are lists over the cells
 * @param skipped its entry in {@code skippedTasks}; missing when it was not skipped
 * @param results its results by name
 */
record TaskRecord(
        Outcome outcome, List<Cell> cells, boolean matrixed, JsonNode skipped, Map<String, RecordedValue> results) {

    /**
     * One execution of the task.
     *
     * @param rootName name of the child in the first attempt that ran it; Tekton orders results by it
     * @param child the current child
     */
    record Cell(String rootName, Child child) {}

    private static final List<Outcome> WORST_FIRST =
            List.of(Outcome.LIVE, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.CANCELLED, Outcome.FAILED_IGNORED);

    static TaskRecord notRun(JsonNode skipped) {
        Outcome outcome = skipped.isMissingNode() ? Outcome.NEVER_STARTED : Outcome.SKIPPED;
        return new TaskRecord(outcome, List.of(), false, skipped, Map.of());
    }

    static TaskRecord unobserved() {
        return new TaskRecord(Outcome.UNOBSERVED, List.of(), false, MissingNode.getInstance(), Map.of());
    }

    static TaskRecord run(SpecTask task, List<Cell> cells) {
        return new TaskRecord(
                outcome(task, cells),
                cells,
                task.isMatrixed(),
                MissingNode.getInstance(),
                task.isMatrixed() && !isCustom(cells)
                        ? listed(cells)
                        : cells.get(0).child().results());
    }

    /**
     * Whether CustomRuns execute the task; Tekton uses the results of the first of them, even for a matrix ({@code
     * resolveCustomResultRef}).
     */
    boolean isCustom() {
        return isCustom(cells);
    }

    @Nullable
    String childUid() {
        return cells.isEmpty() ? null : worst().child().uid();
    }

    /** The status as {@code GetPipelineTaskStatus} returns it. */
    String status() {
        return switch (outcome) {
            case SUCCEEDED -> "Succeeded";
            case FAILED, FAILED_IGNORED, CANCELLED, TIMED_OUT -> "Failed";
            default -> "None";
        };
    }

    /** Tekton's reason as in {@code $(tasks.T.reason)} ({@code getReason}). */
    String reason() {
        return cells.isEmpty()
                ? ""
                : Optional.ofNullable(worst().child().reason()).orElse("");
    }

    /** Digest of the definition that it last ran with; empty when none was recorded. */
    String source() {
        return cells.isEmpty()
                ? ""
                : cells.get(0)
                        .child()
                        .document()
                        .path("status")
                        .path("provenance")
                        .path("refSource")
                        .path("digest")
                        .propertyStream()
                        .map(digest -> digest.getKey() + " " + digest.getValue().asString(""))
                        .sorted()
                        .collect(joining(", "));
    }

    String skipReason() {
        return Fields.text(skipped, "reason");
    }

    /** Positions of the combinations that did not succeed. */
    List<Integer> unsuccessful() {
        return IntStream.range(0, cells.size())
                .filter(i -> cells.get(i).child().outcome(false) != Outcome.SUCCEEDED)
                .boxed()
                .toList();
    }

    /** Number of cells with this result. */
    long count(String result) {
        return cells.stream()
                .filter(cell -> cell.child().results().containsKey(result))
                .count();
    }

    /** This record with the cells of a later attempt that ran some of its combinations. */
    TaskRecord mergedWith(SpecTask task, TaskRecord later) {
        MatrixShape shape = task.matrixShape();
        Map<Map<String, String>, Child> latest = later.cells.stream()
                .collect(toMap(cell -> shape.combination(cell.child()), Cell::child, (a, b) -> b, LinkedHashMap::new));
        if (cells.size() <= latest.size()) {
            return later;
        }
        return run(
                task,
                cells.stream()
                        .map(cell -> new Cell(
                                cell.rootName(), latest.getOrDefault(shape.combination(cell.child()), cell.child())))
                        .toList());
    }

    private static boolean isCustom(List<Cell> cells) {
        return !cells.isEmpty() && cells.get(0).child().isCustomRun();
    }

    private Cell worst() {
        for (Cell cell : cells) {
            if (cell.child().outcome(false) != Outcome.SUCCEEDED) {
                return cell;
            }
        }
        return cells.get(0);
    }

    private static Outcome outcome(SpecTask task, List<Cell> cells) {
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        cells.forEach(cell -> outcomes.add(cell.child().outcome(task.ignoresErrors())));
        for (Outcome outcome : WORST_FIRST) {
            if (outcomes.contains(outcome)) {
                return outcome;
            }
        }
        return Outcome.SUCCEEDED;
    }

    /**
     * Results of a matrix are lists in the order of the names of its TaskRuns ({@code
     * createResultsCacheMatrixedTaskRuns}).
     */
    private static Map<String, RecordedValue> listed(List<Cell> cells) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        cells.stream()
                .sorted(Comparator.comparing(Cell::rootName))
                .flatMap(cell -> cell.child().results().entrySet().stream())
                .forEach(result -> lists.computeIfAbsent(result.getKey(), key -> new ArrayList<>())
                        .add(result.getValue().json().stringValue("")));
        Map<String, RecordedValue> results = new LinkedHashMap<>();
        lists.forEach((name, texts) -> results.put(name, RecordedValue.list(texts)));
        return results;
    }
}
