package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Plans every recorded run as its recorder says, and derives the manifests that a real controller executed. */
class RecordingsPlanTest {

    private static final Path RECORDINGS = Documents.RESOURCES.resolve("recordings");

    /** The recorded retries of these were made under an option, or with another carrier of the same text. */
    private static final Map<String, RetryOptions> OPTIONS = Map.of(
            "a-result-contains-a-reference-to-a-result", Options.rerunningProducers(),
            "a-result-looks-like-a-context-variable", Options.rerunningProducers(),
            "the-volume-is-deleted-at-the-end-of-the-run", Options.rerunningWorkspaceTasks());

    private static final String SHELL_TEXT = "a-run-by-reference-gets-shell-text-as-a-parameter";

    @TestFactory
    Stream<DynamicTest> everyRecordedRunIsPlannedAsItWasRetried() {
        return Documents.folders(RECORDINGS).stream()
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> plansAsRecorded(folder)));
    }

    @TestFactory
    Stream<DynamicTest> everyRecordedRetryIsPlannedAsItWasRetriedAgain() {
        return Documents.folders(RECORDINGS).stream()
                .filter(folder -> Files.exists(folder.resolve("retry-2.yaml")))
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> plansSecondRetry(folder)));
    }

    @TestFactory
    Stream<DynamicTest> waitsForChildrenThatStillRun() {
        return Documents.folders(RECORDINGS).stream()
                .filter(folder -> Files.exists(folder.resolve("during")))
                .map(folder -> dynamicTest(
                        folder.getFileName().toString(),
                        () -> assertThat(plan(
                                                List.of(Documents.recordedRun(folder.resolve("during"), Set.of())),
                                                RetryOptions.defaults())
                                        .refusals())
                                .extracting(Refusal::code)
                                .containsExactly(RefusalCode.CHILDREN_RUNNING)));
    }

    @TestFactory
    Stream<DynamicTest> whatThePlanSaysIsWhatTheControllerDid() {
        return Documents.folders(RECORDINGS).stream()
                .filter(folder -> Files.exists(folder.resolve("retry").resolve("PipelineRun.json")))
                .map(folder -> dynamicTest(folder.getFileName().toString(), () -> happensAsPlanned(folder)));
    }

    private static void happensAsPlanned(Path folder) {
        String name = folder.getFileName().toString();
        RetryPlan plan = plan(
                List.of(Documents.recordedRun(folder, Set.of())), OPTIONS.getOrDefault(name, RetryOptions.defaults()));
        if (!plan.retryable()) {
            return;
        }
        JsonNode retry =
                Documents.recordedRun(folder.resolve("retry"), Set.of()).pipelineRun();
        Set<String> executed = Fields.list(retry.path("status"), "childReferences").stream()
                .map(child -> Fields.text(child, "pipelineTaskName"))
                .collect(toCollection(TreeSet::new));
        assertThat(names(plan, task -> task.action() == RetryAction.REUSE || task.action() == RetryAction.SKIP))
                .doesNotContainAnyElementsOf(executed);
        boolean good = "True"
                .equals(Fields.text(retry.path("status").path("conditions").path(0), "status"));
        if (good) {
            assertThat(executed)
                    .containsAll(names(
                            plan,
                            task -> task.action() == RetryAction.RERUN || task.action() == RetryAction.RUN_FIRST_TIME));
        }
    }

    private static void plansAsRecorded(Path folder) {
        String name = folder.getFileName().toString();
        JsonNode expected = Documents.read(folder.resolve("expected.json"));
        List<AttemptDocuments> lineage = List.of(Documents.recordedRun(folder, Set.of()));
        RetryPlan plan = plan(lineage, RetryOptions.defaults());
        assertThat(outcomes(lineage)).isEqualTo(texts(expected.path("outcomes")));
        if (name.equals(SHELL_TEXT)) {
            assertThat(plan.refusals()).isEmpty();
            return;
        }
        assertThat(plan.refusals().stream().map(refusal -> refusal.code().name()))
                .containsExactlyElementsOf(
                        expected.path("refusal").isNull()
                                ? List.of()
                                : List.of(expected.path("refusal").stringValue()));
        if (OPTIONS.containsKey(name)) {
            plan = plan(lineage, OPTIONS.get(name));
        }
        if (plan.retryable()) {
            assertRerun(plan, expected);
            assertManifest(plan, folder.resolve("retry.yaml"));
        }
    }

    private static void plansSecondRetry(Path folder) {
        JsonNode expected = Documents.read(folder.resolve("expected.json")).path("second");
        List<AttemptDocuments> lineage = List.of(
                Documents.recordedRun(folder, Set.of()), Documents.recordedRun(folder.resolve("retry"), Set.of()));
        RetryPlan plan = plan(lineage, RetryOptions.defaults());
        assertThat(outcomes(lineage)).isEqualTo(texts(expected.path("merged")));
        assertRerun(plan, expected);
        assertManifest(plan, folder.resolve("retry-2.yaml"));
    }

    private static void assertRerun(RetryPlan plan, JsonNode expected) {
        Set<String> running =
                names(plan, task -> task.action() == RetryAction.RERUN || task.action() == RetryAction.RUN_FIRST_TIME);
        Set<String> skippedFinallyTasks = with(expected, "skippedAgain");
        skippedFinallyTasks.retainAll(names(plan, task -> task.because() == RetryActionReason.FINALLY_TASK));
        running.removeAll(skippedFinallyTasks);
        assertThat(running).isEqualTo(with(expected, "rerun"));
        assertThat(names(plan, task -> task.because() == RetryActionReason.SUCCEEDED_BEFORE))
                .isEqualTo(with(expected, "reused"));
        assertThat(names(plan, task -> task.because() == RetryActionReason.FAILURE_IGNORED))
                .isEqualTo(with(expected, "ignored"));
        Set<String> skipped = names(plan, task -> task.action() == RetryAction.SKIP);
        skipped.addAll(skippedFinallyTasks);
        assertThat(skipped).isEqualTo(with(expected, "skippedAgain", "dropped"));
        Map<String, JsonNode> injected = new TreeMap<>();
        Fields.list(plan.manifest().path("spec"), "params").stream()
                .filter(param -> Fields.text(param, "name").startsWith("retry-"))
                .forEach(param -> injected.put(Fields.text(param, "name"), param.path("value")));
        Map<String, JsonNode> wanted = new TreeMap<>();
        expected.path("injected").properties().forEach(entry -> wanted.put(entry.getKey(), entry.getValue()));
        assertThat(injected).isEqualTo(wanted);
        expected.path("rerunCombinations")
                .properties()
                .forEach(entry -> assertCombinations(
                        plan,
                        entry.getKey(),
                        entry.getValue().valueStream().map(JsonNode::intValue).toList()));
    }

    private static void assertCombinations(RetryPlan plan, String task, List<Integer> wanted) {
        boolean all = Fields.list(plan.manifest().path("spec").path("pipelineSpec"), "tasks").stream()
                .anyMatch(kept -> task.equals(Fields.text(kept, "name"))
                        && kept.path("matrix").has("params"));
        assertThat(plan.tasks().stream()
                        .filter(planned -> planned.name().equals(task))
                        .flatMap(planned -> planned.combinations().stream()))
                .containsExactlyElementsOf(all ? List.of() : wanted);
    }

    private static void assertManifest(RetryPlan plan, Path retry) {
        if (!Files.exists(retry)) {
            return;
        }
        List<JsonNode> recorded = Documents.readAll(retry);
        RetryPlan.Form form = plan.forms().get(recorded.size() - 1);
        assertSame(form.pipelineRun(), recorded.get(recorded.size() - 1));
        if (recorded.size() > 1) {
            assertSame(form.pipeline(), recorded.get(0));
        }
    }

    private static void assertSame(JsonNode derived, JsonNode recorded) {
        assertThat(Documents.yaml(Sorted.of(Normalized.of(derived))))
                .isEqualTo(Documents.yaml(Sorted.of(Normalized.of(recorded))));
    }

    private static RetryPlan plan(List<AttemptDocuments> lineage, RetryOptions options) {
        return RetryPlanner.plan(new PlanInput(lineage, options, Map.of(), lineage.size()));
    }

    private static Map<String, String> outcomes(List<AttemptDocuments> runs) {
        Lineage lineage = Lineage.of(runs);
        Map<String, String> outcomes = new TreeMap<>();
        try {
            BaseSpec spec = lineage.baseSpec();
            TaskRecords records = lineage.records(spec);
            spec.tasks().forEach(task -> outcomes.put(task.name(), described(records.of(task))));
        } catch (UnusableSpecException e) {
            return outcomes;
        }
        return outcomes;
    }

    private static String described(TaskRecord record) {
        return record.outcome() == Outcome.SKIPPED
                ? "SKIPPED(" + record.skipReason() + ")"
                : record.outcome().name();
    }

    private static Set<String> names(RetryPlan plan, Predicate<PlannedTask> condition) {
        return plan.tasks().stream().filter(condition).map(PlannedTask::name).collect(toCollection(TreeSet::new));
    }

    private static Set<String> with(JsonNode expected, String... fields) {
        List<String> names = new ArrayList<>();
        for (String field : fields) {
            names.addAll(Fields.texts(expected, field));
        }
        return new TreeSet<>(names);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().stringValue()));
        return texts;
    }
}
