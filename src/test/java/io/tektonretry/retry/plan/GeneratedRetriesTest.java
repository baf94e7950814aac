package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans retries of drawn runs and looks at what is derived. */
class GeneratedRetriesTest {

    @TestFactory
    Stream<DynamicTest> noReferenceToARemovedTaskSurvives() {
        return Seeds.each(draw -> {
            RetryPlan plan = GeneratedLineage.any(draw).plan(options(draw));
            if (plan.retryable()) {
                ObjectNode run = GeneratedLineage.manifest(plan);
                Set<String> removed =
                        plan.tasks().stream().map(PlannedTask::name).collect(toSet());
                removed.removeAll(kept(run));
                removed.retainAll(mentioned(run));
                assertThat(removed).isEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsDerivedIsValid() {
        return Seeds.each(draw -> {
            RetryPlan plan = GeneratedLineage.any(draw).plan(options(draw));
            if (plan.retryable()) {
                ObjectNode run = GeneratedLineage.manifest(plan);
                assertThat(ManifestProblems.of(run)).isEmpty();
                plan.forms().stream()
                        .skip(1)
                        .forEach(form -> assertThat(form.pipeline().get("spec")).isEqualTo(spec(run)));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsLeftKeepsItsOrder() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            RetryPlan plan = lineage.plan(options(draw));
            if (plan.retryable()) {
                Set<String> run = names(plan, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME);
                Map<String, ObjectNode> before =
                        GeneratedPipeline.byName(lineage.pipeline().spec().path("tasks"));
                Map<String, ObjectNode> after = GeneratedPipeline.byName(
                        spec(GeneratedLineage.manifest(plan)).path("tasks"));
                run.retainAll(before.keySet());
                run.forEach(task -> {
                    Set<String> ahead = ancestors(before, task);
                    ahead.retainAll(run);
                    assertThat(ancestors(after, task)).as(task).containsAll(ahead);
                });
                List<String> order = new ArrayList<>(before.keySet());
                order.addAll(GeneratedPipeline.byName(lineage.pipeline().spec().path("finally"))
                        .keySet());
                assertThat(order).containsSubsequence(kept(GeneratedLineage.manifest(plan)));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> noTaskIsReusedBehindOneThatRunsAgainAfterASuccess() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            RetryPlan plan = lineage.plan(options(draw));
            Lineage read = Lineage.of(lineage.runs());
            BaseSpec spec = read.baseSpec();
            TaskRecords records = read.records(spec);
            Set<String> again = names(plan, RetryAction.RERUN);
            again.removeIf(task -> !records.of(spec.task(task)).outcome().isComplete());
            Map<String, ObjectNode> graph =
                    GeneratedPipeline.byName(lineage.pipeline().spec().path("tasks"));
            names(plan, RetryAction.REUSE).stream().filter(graph::containsKey).forEach(task -> {
                Set<String> behind = ancestors(graph, task);
                behind.retainAll(again);
                assertThat(behind).as(task).isEmpty();
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> aRunWithoutAnySuccessIsRetriedAsItWas() {
        return Seeds.each(draw -> {
            GeneratedPipeline drawn = PipelineGenerator.any(draw);
            GeneratedPipeline pipeline = new GeneratedPipeline(drawn.run(), drawn.spec(), drawn.results(), Set.of());
            Fate.End end = draw.of(Fate.End.CANCELLED, Fate.End.TIMED_OUT);
            AttemptDocuments run = Execution.of(pipeline, pipeline.run(), new Fate(draw, 100, 0, Set.of(), end, 0))
                    .recorded();
            if (run.children().stream().noneMatch(GeneratedRetriesTest::succeeded)
                    && !run.pipelineRun().path("status").has("skippedTasks")) {
                RetryPlan plan = RetryPlanner.plan(new PlanInput(List.of(run), RetryOptions.defaults(), Map.of(), 1));
                JsonNode before = frozen(run.pipelineRun());
                assertThat(Sorted.of(spec(GeneratedLineage.manifest(plan))))
                        .hasToString(Sorted.of(before).toString());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theOrderInWhichThingsWereRecordedChangesNothing() {
        return Seeds.each(draw -> {
            PlanInput request = GeneratedLineage.any(draw).request(options(draw));
            RetryPlan plan = RetryPlanner.plan(request);
            RetryPlan ofShuffled = RetryPlanner.plan(Shuffled.lists(draw, request));
            RetryPlan ofOtherFields = RetryPlanner.plan(Shuffled.fields(draw, request));
            assertThat(ofShuffled).isEqualTo(plan).hasToString(plan.toString());
            assertThat(ofOtherFields).isEqualTo(plan).hasToString(plan.toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> planningLeavesTheRecordAlone() {
        return Seeds.each(draw -> {
            PlanInput request = GeneratedLineage.any(draw).request(options(draw));
            String before = request.toString();
            RetryPlanner.plan(request);
            assertThat(request).hasToString(before);
        });
    }

    static RetryOptions options(Draw draw) {
        return Options.of(GeneratedPipeline.object()
                .put("strategy", draw.chance(10) ? "ALL_TASKS" : "FAILED_TASKS")
                .put("rerunIgnoredFailures", draw.chance(20))
                .put("finallyPolicy", draw.chance(20) ? "ALL" : "AUTOMATIC")
                .put("matrixPolicy", draw.chance(20) ? "WHOLE_TASK" : "FAILED_COMBINATIONS")
                .put("onUnrepresentableValue", draw.chance(50) ? "RERUN_PRODUCER" : "REFUSE"));
    }

    private static JsonNode spec(JsonNode run) {
        return run.path("spec").path("pipelineSpec");
    }

    private static Set<String> names(RetryPlan plan, RetryAction... actions) {
        return plan.tasks().stream()
                .filter(task -> List.of(actions).contains(task.action()))
                .map(PlannedTask::name)
                .collect(toCollection(TreeSet::new));
    }

    private static List<String> kept(JsonNode run) {
        return Stream.of("tasks", "finally")
                .flatMap(section -> GeneratedPipeline.byName(spec(run).path(section)).keySet().stream())
                .toList();
    }

    /** Every task that anything but a recorded value speaks of. */
    private static Set<String> mentioned(ObjectNode run) {
        Set<String> mentioned = new TreeSet<>();
        ObjectNode runSpec = (ObjectNode) run.path("spec").deepCopy();
        runSpec.remove("params");
        References.variables(runSpec).stream()
                .filter(variable -> variable.startsWith("tasks.") || variable.startsWith("finally."))
                .forEach(variable -> mentioned.add(variable.split("[.\\[]")[1]));
        spec(run).path("tasks").forEach(task -> mentioned.addAll(References.parents(task)));
        runSpec.path("taskRunSpecs")
                .forEach(entry -> mentioned.add(entry.path("pipelineTaskName").stringValue()));
        return mentioned;
    }

    private static Set<String> ancestors(Map<String, ObjectNode> tasks, String task) {
        Set<String> ancestors = new TreeSet<>();
        List<String> open = new ArrayList<>(List.of(task));
        while (!open.isEmpty()) {
            References.parents(tasks.get(open.remove(0))).stream()
                    .filter(ancestors::add)
                    .forEach(open::add);
        }
        return ancestors;
    }

    private static boolean succeeded(ObjectNode child) {
        return "True"
                .equals(child.path("status")
                        .path("conditions")
                        .path(0)
                        .path("status")
                        .stringValue());
    }

    private static JsonNode frozen(ObjectNode run) {
        JsonNode metadata = run.path("metadata");
        return new VariableValues()
                .put("context.pipelineRun.name", metadata.path("name").stringValue())
                .put("context.pipelineRun.uid", metadata.path("uid").stringValue())
                .in(
                        run.path("spec").has("pipelineSpec")
                                ? spec(run)
                                : run.path("status").path("pipelineSpec"));
    }
}
