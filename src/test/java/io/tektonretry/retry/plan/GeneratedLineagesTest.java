package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** Executes the planned retries of drawn runs and looks at what was executed. */
class GeneratedLineagesTest {

    private static final Set<RetryActionReason> RUN_ALTHOUGH_SUCCEEDED = EnumSet.of(
            RetryActionReason.RESULT_NEEDED, RetryActionReason.DEPENDS_ON_RERUN, RetryActionReason.FINALLY_TASK);

    @TestFactory
    Stream<DynamicTest> tasksThatRunAgainGetTheInputsOfAnUndisturbedRun() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), draw.of(0, 20));
            Set<String> forgetful = lineage.forgetful();
            RetryPlan plan = lineage.plan(RetryOptions.defaults());
            if (plan.retryable()) {
                Set<String> kept = new TreeSet<>();
                Set<String> forgotten = new HashSet<>();
                for (PlannedTask task : plan.tasks()) {
                    (task.action() == RetryAction.REUSE ? forgotten : kept).add(task.name());
                }
                forgotten.retainAll(forgetful);
                Map<String, List<ObjectNode>> undisturbed =
                        lineage.undisturbed(forgotten).inputs();
                Map<String, List<ObjectNode>> retried =
                        lineage.retry(plan, Fate.good(draw, Set.of())).inputs();
                kept.retainAll(undisturbed.keySet());
                assertThat(retried.keySet()).isEqualTo(kept);
                retried.forEach((task, inputs) -> assertInputs(plan, task, inputs, undisturbed.get(task)));
            } else {
                assertThat(refusals(lineage)).isSubsetOf(RefusalCode.SUCCEEDED, RefusalCode.NOTHING_TO_RETRY);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aSuccessfulRetryLeavesNothingToRetry() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            RetryPlan plan = lineage.plan(RetryOptions.defaults());
            if (plan.retryable()) {
                AttemptDocuments retry =
                        lineage.retry(plan, Fate.good(draw, Set.of())).recorded();
                assertThat(GeneratedLineage.succeeded(retry)).isTrue();
                assertThat(refusals(lineage)).containsExactly(RefusalCode.SUCCEEDED);
                ((ObjectNode) retry.pipelineRun()
                                .path("status")
                                .path("conditions")
                                .path(0))
                        .put("status", "False")
                        .put("reason", "PipelineRunTimeout");
                assertThat(refusals(lineage)).containsExactly(RefusalCode.NOTHING_TO_RETRY);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> retryAfterRetryEndsAndNeverRepeatsASuccess() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), draw.of(0, 10));
            RetryPlan plan = lineage.plan(RetryOptions.defaults());
            Set<String> dropped = new HashSet<>();
            for (int i = 0; i < 30 && plan.retryable(); i++) {
                dropped.addAll(names(plan, EnumSet.of(RetryActionReason.RESULT_MISSING)));
                Set<String> succeeded = succeeded(lineage.runs());
                Set<String> allowed = names(plan, RUN_ALTHOUGH_SUCCEEDED);
                Fate fate = i < 8 ? Fate.bad(draw, 5) : Fate.good(draw, Set.of());
                Set<String> executed =
                        new TreeSet<>(lineage.retry(plan, fate).inputs().keySet());
                executed.retainAll(succeeded);
                assertThat(allowed).containsAll(executed);
                plan = lineage.plan(RetryOptions.defaults());
            }
            assertThat(plan.refusals())
                    .extracting(Refusal::code)
                    .containsAnyOf(RefusalCode.SUCCEEDED, RefusalCode.NOTHING_TO_RETRY);
            assertEveryTaskIsDone(lineage, dropped);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatThePlanSaysIsWhatHappens() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), draw.of(0, 20));
            Fate fate = draw.chance(70) ? Fate.good(draw, Set.of()) : Fate.bad(draw, 0);
            RetryOptions options = draw.chance(50) ? RetryOptions.defaults() : GeneratedRetriesTest.options(draw);
            for (int i = 0; i < 3; i++) {
                RetryPlan plan = lineage.plan(options);
                if (!plan.retryable()) {
                    return;
                }
                Execution retry = lineage.retry(plan, fate);
                assertThat(retry.hangs()).as("hangs").isFalse();
                Set<String> executed = retry.inputs().keySet();
                assertThat(actions(plan, RetryAction.REUSE, RetryAction.SKIP)).doesNotContainAnyElementsOf(executed);
                if (GeneratedLineage.succeeded(retry.recorded())) {
                    assertThat(executed).containsAll(actions(plan, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME));
                }
                assertThat(plan.tasks())
                        .allSatisfy(task -> assertThat(task.waitsFor().isEmpty())
                                .isEqualTo(task.action() != RetryAction.DEPENDS_ON_OUTCOME));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsChosenRunsAndWhatIsLeftRunsLater() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), draw.of(0, 20));
            RetryPlan all = lineage.plan(RetryOptions.defaults());
            RetryPlan plan = lineage.plan(choice(draw, all));
            if (!all.retryable() || !plan.retryable()) {
                return;
            }
            assertThat(ManifestProblems.of(GeneratedLineage.manifest(plan))).isEmpty();
            Execution part = lineage.retry(plan, Fate.good(draw, Set.of()));
            assertThat(part.hangs()).as("hangs").isFalse();
            Set<String> executed = part.inputs().keySet();
            assertThat(actions(plan, RetryAction.REUSE, RetryAction.SKIP, RetryAction.LEAVE))
                    .doesNotContainAnyElementsOf(executed);
            assertThat(executed).containsAll(actions(plan, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME));
            assertThat(GeneratedLineage.succeeded(part.recorded())).isTrue();
            Set<String> dropped = names(plan, EnumSet.of(RetryActionReason.RESULT_MISSING));
            RetryPlan rest = lineage.plan(RetryOptions.defaults());
            boolean leaves = plan.tasks().stream().anyMatch(PlannedTask::isLeft);
            assertThat(rest.refusals())
                    .extracting(Refusal::code)
                    .isSubsetOf(leaves ? RefusalCode.NOTHING_TO_RETRY : RefusalCode.SUCCEEDED);
            if (rest.retryable()) {
                dropped.addAll(names(rest, EnumSet.of(RetryActionReason.RESULT_MISSING)));
                Set<String> again = actions(rest, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME);
                again.retainAll(graph(lineage, executed));
                again.removeAll(names(rest, RUN_ALTHOUGH_SUCCEEDED));
                assertThat(again).isEmpty();
                lineage.retry(rest, Fate.good(draw, Set.of()));
            }
            assertEveryTaskIsDone(lineage, dropped);
        });
    }

    @TestFactory
    Stream<DynamicTest> whatRunsGetsTheParamsOfTheCaller() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), 0);
            ObjectNode options =
                    GeneratedPipeline.object().put("strategy", draw.chance(50) ? "ALL_TASKS" : "FAILED_TASKS");
            ObjectNode params = options.putObject("params");
            params.put("who", "somebody $(context.pipelineRun.name) $(params.list[0])");
            if (draw.chance(50)) {
                params.putArray("list").add("p").add("q").add("r");
            }
            if (draw.chance(50)) {
                params.putObject("map").put("k", draw.of("v", "w"));
            }
            boolean isThere = draw.chance(80);
            RetryPlan plan = lineage.plan(Options.of(options), isThere);
            if (!plan.retryable()) {
                assertThat(plan.refusals())
                        .extracting(Refusal::code)
                        .isSubsetOf(
                                RefusalCode.PARAM_IN_USE,
                                RefusalCode.DEFINITION_UNKNOWN,
                                RefusalCode.NOTHING_TO_RETRY,
                                RefusalCode.SUCCEEDED);
                return;
            }
            Map<String, List<ObjectNode>> undisturbed =
                    lineage.undisturbedWith(params).inputs();
            Execution retry = lineage.retry(plan, Fate.good(draw, Set.of()));
            assertThat(retry.hangs()).as("hangs").isFalse();
            Map<String, List<ObjectNode>> executed = retry.inputs();
            assertThat(actions(plan, RetryAction.REUSE, RetryAction.SKIP))
                    .doesNotContainAnyElementsOf(executed.keySet());
            assertThat(executed.keySet())
                    .containsAll(actions(plan, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME))
                    .isSubsetOf(undisturbed.keySet());
            executed.forEach((task, inputs) -> assertInputs(plan, task, inputs, undisturbed.get(task)));
            assertThat(lineage.plan(RetryOptions.defaults()).refusals())
                    .extracting(Refusal::code)
                    .containsExactly(RefusalCode.SUCCEEDED);
        });
    }

    /** Some tasks of those that would run, or of all. */
    private static RetryOptions choice(Draw draw, RetryPlan plan) {
        boolean only = draw.chance(60);
        Set<String> candidates = actions(plan, RetryAction.RERUN, RetryAction.RUN_FIRST_TIME);
        if (!only) {
            candidates.addAll(actions(plan, RetryAction.REUSE));
        }
        ObjectNode options = GeneratedPipeline.object();
        draw.some(new TreeSet<>(candidates), 4).forEach(options.putArray(only ? "onlyTasks" : "fromTasks")::add);
        return Options.of(options);
    }

    private static Set<String> graph(GeneratedLineage lineage, Set<String> tasks) {
        Set<String> graph = new TreeSet<>(tasks);
        graph.retainAll(GeneratedPipeline.byName(lineage.pipeline().spec().path("tasks"))
                .keySet());
        return graph;
    }

    private static Set<String> actions(RetryPlan plan, RetryAction... actions) {
        return plan.tasks().stream()
                .filter(task -> Set.of(actions).contains(task.action()))
                .map(PlannedTask::name)
                .collect(toCollection(HashSet::new));
    }

    private static void assertInputs(
            RetryPlan plan, String task, List<ObjectNode> inputs, List<ObjectNode> undisturbed) {
        boolean partly = plan.tasks().stream()
                .anyMatch(planned ->
                        planned.name().equals(task) && !planned.combinations().isEmpty());
        if (partly) {
            assertThat(undisturbed).as(task).containsAll(inputs);
        } else {
            assertThat(inputs).as(task).isEqualTo(undisturbed);
        }
    }

    private static void assertEveryTaskIsDone(GeneratedLineage lineage, Set<String> dropped) {
        Lineage read = Lineage.of(lineage.runs());
        BaseSpec spec = read.baseSpec();
        TaskRecords records = read.records(spec);
        SkipForecast skipped = SkipForecast.of(spec, records, read.resolvedTasks(), task -> false);
        assertThat(spec.tasks())
                .allSatisfy(task -> assertThat(records.of(task).outcome().isComplete()
                                || skipped.isSkipped(task)
                                || dropped.contains(task.name()))
                        .as(task.name())
                        .isTrue());
    }

    /** Tasks that succeeded in all combinations in the last run that was to execute them. */
    private static Set<String> succeeded(List<AttemptDocuments> runs) {
        Set<String> succeeded = new HashSet<>();
        for (AttemptDocuments run : runs) {
            Set<String> failed = new HashSet<>();
            run.pipelineRun()
                    .path("status")
                    .path("pipelineSpec")
                    .forEach(section -> section.forEach(
                            task -> succeeded.remove(task.path("name").asString(""))));
            for (ObjectNode child : run.children()) {
                String task = child.path("metadata")
                        .path("labels")
                        .path("tekton.dev/pipelineTask")
                        .stringValue();
                boolean good = "True"
                        .equals(child.path("status")
                                .path("conditions")
                                .path(0)
                                .path("status")
                                .stringValue());
                (good ? succeeded : failed).add(task);
            }
            succeeded.removeAll(failed);
        }
        return succeeded;
    }

    private static Set<String> names(RetryPlan plan, Set<RetryActionReason> because) {
        return plan.tasks().stream()
                .filter(task -> because.contains(task.because()))
                .map(PlannedTask::name)
                .collect(toSet());
    }

    private static List<RefusalCode> refusals(GeneratedLineage lineage) {
        return lineage.plan(RetryOptions.defaults()).refusals().stream()
                .map(Refusal::code)
                .toList();
    }
}
