package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans each case under {@code cases} and compares the plan and the objects with what stands there.
 *
 * <p>With {@code -Dcases.write} it writes them instead, to be read before they are committed.
 */
class PlanCasesTest {

    private static final Path CASES = Documents.RESOURCES.resolve("io/tektonretry/retry/plan/cases");
    private static final String RUN = "out-PipelineRun.yaml";
    private static final String PIPELINE = "out-Pipeline.yaml";
    private static final String REFUSAL = "out-refusal.yaml";

    @TestFactory
    Stream<DynamicTest> everyCaseIsPlannedAsWritten() {
        return Documents.folders(CASES).stream()
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> plansAsWritten(folder)));
    }

    @Test
    void noFileIsUnused() {
        for (Path folder : Documents.folders(CASES)) {
            boolean refused = Files.exists(folder.resolve(REFUSAL));
            Set<String> used = new TreeSet<>(Set.of("in-lineage.yaml", "out-plan.yaml", refused ? REFUSAL : RUN));
            if (asksForAPipeline(folder)) {
                used.add(PIPELINE);
            }
            assertThat(Documents.files(folder))
                    .as(folder.toString())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrderElementsOf(used);
        }
    }

    @Test
    void thereAreManyCases() {
        assertThat(Documents.folders(CASES)).hasSizeGreaterThan(60);
    }

    private static void plansAsWritten(Path folder) throws IOException {
        RetryPlan plan = RetryPlanner.plan(Scene.of(Documents.read(folder.resolve("in-lineage.yaml"))));
        check(folder.resolve("out-plan.yaml"), summary(plan));
        if (!plan.retryable()) {
            check(folder.resolve(REFUSAL), refusals(plan));
            return;
        }
        assertThat(plan.restartTasks()).as("restart tasks").containsExactlyElementsOf(firstOf(plan));
        RetryPlan.Form form =
                asksForAPipeline(folder) ? plan.forms().get(1) : plan.forms().get(0);
        check(folder.resolve(RUN), withoutWhatAllHave(form.pipelineRun()));
        if (asksForAPipeline(folder)) {
            check(folder.resolve(PIPELINE), form.pipeline());
        }
    }

    /** The tasks that run and wait for none that does, as the new run says it. */
    private static List<String> firstOf(RetryPlan plan) {
        Set<String> running = new TreeSet<>();
        for (PlannedTask task : plan.tasks()) {
            if (!Set.of(RetryAction.REUSE, RetryAction.SKIP, RetryAction.LEAVE).contains(task.action())) {
                running.add(task.name());
            }
        }
        Map<String, ObjectNode> tasks = GeneratedPipeline.byName(plan.manifest().at("/spec/pipelineSpec/tasks"));
        return plan.tasks().stream()
                .map(PlannedTask::name)
                .filter(name -> running.contains(name)
                        && tasks.containsKey(name)
                        && ancestors(name, tasks).stream().noneMatch(running::contains))
                .toList();
    }

    private static Set<String> ancestors(String name, Map<String, ObjectNode> tasks) {
        Set<String> ancestors = new TreeSet<>();
        ArrayDeque<String> open = new ArrayDeque<>(References.parents(tasks.get(name)));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (tasks.containsKey(next) && ancestors.add(next)) {
                open.addAll(References.parents(tasks.get(next)));
            }
        }
        return ancestors;
    }

    private static void check(Path file, JsonNode actual) throws IOException {
        String text = Documents.yaml(actual);
        if (System.getProperty("cases.write") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    private static boolean asksForAPipeline(Path folder) {
        return Documents.read(folder.resolve("in-lineage.yaml"))
                .path("asPipeline")
                .asBoolean(false);
    }

    private static ObjectNode summary(RetryPlan plan) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        if (plan.startsAnew()) {
            summary.put("startsAnew", true);
        }
        ObjectNode tasks = summary.putObject("tasks");
        for (PlannedTask task : plan.tasks()) {
            String combinations = task.combinations().isEmpty() ? "" : " " + task.combinations();
            String injected = task.injected().isEmpty() ? "" : " with " + String.join(", ", task.injected());
            String waits = task.waitsFor().isEmpty() ? "" : " waits for " + String.join(", ", task.waitsFor());
            tasks.put(task.name(), task.action() + " " + task.because() + combinations + waits + injected);
        }
        add(
                summary,
                "definitionChanges",
                plan.definitionChanges().stream()
                        .map(change -> (change.task() + " " + change.change() + " "
                                        + change.what().stream().map(Enum::name).collect(joining(", ")))
                                .strip())
                        .toList());
        add(
                summary,
                "warnings",
                plan.warnings().stream().map(warning -> warning.code().name()).toList());
        add(summary, "claims", plan.claims());
        add(summary, "adoptedClaims", plan.adoptedClaims());
        add(
                summary,
                "dependencies",
                plan.dependencies().stream()
                        .map(needed -> needed.tasks().isEmpty()
                                ? needed.title()
                                : needed.title() + " of " + String.join(", ", needed.tasks()))
                        .toList());
        return summary;
    }

    private static ArrayNode refusals(RetryPlan plan) {
        ArrayNode refusals = JsonNodeFactory.instance.arrayNode();
        for (Refusal refusal : plan.refusals()) {
            ObjectNode entry =
                    refusals.addObject().put("code", refusal.code().name()).put("message", refusal.message());
            add(entry, "tasks", refusal.tasks());
            if (refusal.relatedRun() != null) {
                entry.put("relatedRun", refusal.relatedRun());
            }
        }
        return refusals;
    }

    private static void add(ObjectNode owner, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = owner.putArray(field);
            texts.forEach(array::add);
        }
    }

    private static ObjectNode withoutWhatAllHave(ObjectNode run) {
        ObjectNode copy = run.deepCopy();
        assertThat(copy.withObject("/metadata/labels")
                        .remove("dashboard.tekton.dev/rerunOf")
                        .stringValue())
                .isEqualTo(copy.at("/metadata/annotations")
                        .path("tektonretry.io/retry-of-name")
                        .stringValue());
        assertThat(copy.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .remove("tektonretry.io/plan-version")
                        .stringValue())
                .hasSize(32);
        return copy;
    }
}
