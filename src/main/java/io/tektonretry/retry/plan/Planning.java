package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One planning of a run whose pipeline is known. */
final class Planning {

    /** An inline run holds its spec twice, in spec and in status, and etcd takes 1.5 MiB. */
    private static final int LARGEST_INLINE = 700_000;

    private static final int LARGEST_OBJECT = 1_400_000;

    private final RetryRequest request;
    private final BasePipeline base;
    private final LineageRecords records;
    private final RecordedValues values;
    private final WorkspaceBindings workspaces;
    private final TaskDecisions decisions;
    private final String address;
    private final List<Refusal> refusals = new ArrayList<>();

    Planning(RetryRequest request, BasePipeline base) {
        this.request = request;
        this.base = base;
        this.records = LineageRecords.of(base, request.lineage());
        this.values = new RecordedValues(records);
        this.workspaces = WorkspaceBindings.of(request);
        this.decisions = RerunSet.of(base, records, values, request.options(), lostToTakeBack());
        this.address =
                Gate.address(request.lineage().get(request.lineage().size() - 1).pipelineRun());
    }

    RetryPlan plan() {
        refuse();
        DerivedRun derived = new DerivedRun(request, base, records, values, decisions, workspaces);
        List<RetryPlan.Form> forms = refusals.isEmpty() ? forms(derived) : List.of();
        ObjectNode root = request.lineage().get(0).pipelineRun();
        ObjectNode retried = request.lineage().get(request.lineage().size() - 1).pipelineRun();
        String version = version(forms);
        forms.forEach(form -> form.pipelineRun()
                .withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(TektonKeys.PLAN_VERSION, version));
        return new RetryPlan(
                retried.path("metadata").path("uid").asString(""),
                root.path("metadata").path("uid").asString(""),
                request.retryNumber(),
                base.tasks().values().stream()
                        .map(task -> planned(task, derived))
                        .toList(),
                List.of(),
                refusals,
                version,
                forms,
                List.copyOf(new TreeSet<>(workspaces.claims().values())),
                workspaces.adopted());
    }

    private PlannedTask planned(PipelineTask task, DerivedRun derived) {
        List<Child> children = records.of(task.name()).children();
        Decision decision = decisions.of(task);
        return new PlannedTask(
                task.name(),
                decision.action(),
                decision.because(),
                children.isEmpty() ? null : children.get(0).uid(),
                derived.combinations(task),
                derived.injectedInto(task));
    }

    private void refuse() {
        Set<String> unknown = new TreeSet<>(request.options().alsoRerunTasks());
        unknown.removeAll(base.tasks().keySet());
        refuse(RefusalCode.UNKNOWN_TASK, List.copyOf(unknown), "%s has no task %s");
        refuse(
                RefusalCode.CHILDREN_RUNNING,
                tasks(Outcome.LIVE),
                "%s has ended, but its task %s still runs; wait, or cancel it");
        if (request.options().onMissingHistory() == RetryOptions.OnMissingHistory.REFUSE) {
            refuse(
                    RefusalCode.HISTORY_INCOMPLETE,
                    tasks(Outcome.GONE),
                    "%s: the end of %s was never observed; onMissingHistory: RERUN runs it again");
        }
        refuse(
                RefusalCode.WORKSPACE_LOST,
                refusedForLostData(),
                "%s: the data that %s needs is gone; onLostWorkspace: RERUN_WORKSPACE_TASKS runs all tasks that fill the volume again");
        refuse(
                RefusalCode.UNREPRESENTABLE_VALUE,
                List.copyOf(decisions.unrepresentable()),
                "%s: a recorded result of %s holds variables that Tekton would replace; onUnrepresentableValue: RERUN_PRODUCER runs it again");
        if (refusals.isEmpty() && !decisions.anyRuns()) {
            refusals.add(Refusal.of(
                    RefusalCode.NOTHING_TO_RETRY,
                    address + " has no task left to run; alsoRerunTasks runs chosen ones again"));
        }
    }

    private void refuse(RefusalCode code, List<String> tasks, String sentence) {
        if (!tasks.isEmpty()) {
            refusals.add(new Refusal(code, sentence.formatted(address, String.join(", ", tasks)), tasks, null));
        }
    }

    private List<String> tasks(Outcome outcome) {
        return tasks(task -> records.of(task.name()).outcome() == outcome);
    }

    private List<String> tasks(Predicate<PipelineTask> which) {
        return base.tasks().values().stream()
                .filter(which)
                .map(PipelineTask::name)
                .toList();
    }

    private Set<String> lostToTakeBack() {
        Set<String> lost = new TreeSet<>(workspaces.lost());
        lost.retainAll(workspaces.madeFromTemplate());
        boolean takenBack = request.options().onLostWorkspace() == RetryOptions.OnLostWorkspace.RERUN_WORKSPACE_TASKS;
        return takenBack ? lost : Set.of();
    }

    private List<String> refusedForLostData() {
        Set<String> lost = new TreeSet<>(workspaces.lost());
        lost.removeAll(lostToTakeBack());
        boolean worked = base.tasks().values().stream()
                .anyMatch(task -> !records.of(task.name()).children().isEmpty());
        return worked
                ? tasks(task ->
                        decisions.of(task).runs() && task.workspaces().stream().anyMatch(lost::contains))
                : List.of();
    }

    private List<RetryPlan.Form> forms(DerivedRun derived) {
        ObjectNode inline = derived.pipelineRun();
        int size = inline.toString().length();
        List<RetryPlan.Form> forms = new ArrayList<>();
        if (size <= LARGEST_INLINE) {
            forms.add(new RetryPlan.Form(inline, null));
        }
        if (size <= LARGEST_OBJECT && derived.canBeReferred()) {
            forms.add(referring(inline));
        }
        if (forms.isEmpty()) {
            refusals.add(Refusal.of(
                    RefusalCode.SPEC_TOO_LARGE,
                    "%s: its retry would take %d bytes, over the size limit of the cluster".formatted(address, size)));
        }
        return forms;
    }

    /**
     * A Pipeline that the run refers to, for specs that the webhook takes in no other way. Tekton looks at the Pipeline's generateName
     * before it overwrites the label with the pipeline's name.
     */
    private static RetryPlan.Form referring(ObjectNode inline) {
        ObjectNode run = inline.deepCopy();
        ObjectNode spec = run.withObjectProperty("spec");
        ObjectNode pipeline = JsonNodeFactory.instance.objectNode();
        pipeline.put("apiVersion", "tekton.dev/v1").put("kind", "Pipeline");
        ObjectNode metadata = pipeline.putObject("metadata");
        for (String field : List.of("name", "generateName", "namespace")) {
            metadata.set(field, run.path("metadata").path(field));
        }
        pipeline.set("spec", spec.remove("pipelineSpec"));
        spec.putObject("pipelineRef").set("name", run.path("metadata").path("name"));
        return new RetryPlan.Form(run, pipeline);
    }

    private String version(List<RetryPlan.Form> forms) {
        String what = forms.isEmpty()
                ? refusals.toString()
                : forms.get(0).pipelineRun().toString();
        return RunName.sha256(what).substring(0, 16);
    }
}
