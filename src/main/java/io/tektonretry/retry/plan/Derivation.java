package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;

import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Derives the spec of a retry from the base spec and the spec of the root. */
final class Derivation {

    private static final Set<String> DERIVED_ANEW =
            Set.of("status", "pipelineRef", "pipelineSpec", "params", "workspaces", "taskRunSpecs", "timeouts");

    private final BaseSpec spec;
    private final ObjectNode root;
    private final TaskRecords records;
    private final Selection selection;
    private final Volumes volumes;
    private final GivenParams givenParams;
    private final RetryOptions options;
    private final Identity identity;
    private final RetryParams params;
    private final Replacements replacements;
    private final ForeignVariables foreign;
    private final Map<String, Set<String>> injected = new LinkedHashMap<>();

    Derivation(
            BaseSpec spec,
            ObjectNode root,
            TaskRecords records,
            Selection selection,
            Volumes volumes,
            Map<String, JsonNode> resolved,
            GivenParams givenParams,
            RetryOptions options) {
        this.spec = spec;
        this.root = root;
        this.records = records;
        this.selection = selection;
        this.volumes = volumes;
        this.givenParams = givenParams;
        this.options = options;
        this.identity = new Identity(root);
        this.params = new RetryParams(namesOfParams(spec, root));
        String aggregate = AggregateStatus.of(spec, records, selection::isRemoved, selection.graphRuns());
        this.replacements = new Replacements(spec, records, selection, aggregate, resolved, params);
        this.foreign = new ForeignVariables(spec, root, params);
    }

    /** The spec of the new run, with an inline pipeline; unchanged parts are shared with the recorded documents. */
    ObjectNode inline() {
        ObjectNode derived = JsonNodeFactory.instance.objectNode();
        ObjectNode pipeline = pipelineSpec();
        ArrayNode bindings = bindings();
        setUnlessEmpty(pipeline, "params", declared());
        ArrayNode given = given();
        setUnlessEmpty(derived, "params", given);
        derived.set("pipelineSpec", pipeline);
        setUnlessEmpty(derived, "workspaces", bindings);
        ArrayNode taskRunSpecs = taskRunSpecs();
        ObjectNode timeouts = Timeouts.of(root, options, taskRunSpecs, !selection.graphRuns());
        Overrides.completeTimeouts(taskRunSpecs, options.overrides(), timeouts, this::timeoutOf);
        setUnlessEmpty(derived, "taskRunSpecs", taskRunSpecs);
        setUnlessEmpty(derived, "timeouts", timeouts);
        root.path("spec").properties().stream()
                .filter(field -> !DERIVED_ANEW.contains(field.getKey()))
                .forEach(field -> derived.set(field.getKey(), field.getValue()));
        return derived;
    }

    /** Names of the retry params that each task uses. */
    List<String> injectedInto(String task) {
        return List.copyOf(injected.getOrDefault(task, Set.of()));
    }

    /** Tasks whose recorded values cannot be passed on. */
    Set<String> unrepresentable() {
        return replacements.unrepresentable();
    }

    /** The params that the retry adds. */
    List<RetryParam> params() {
        return params.all();
    }

    private ObjectNode pipelineSpec() {
        ObjectNode pipeline = JsonNodeFactory.instance.objectNode();
        List<ObjectNode> tasks =
                new ArrayList<>(selection.graph().map(this::task).toList());
        List<ObjectNode> finallyTasks = selection.finallyTasks().map(this::task).toList();
        if (replacements.leavesAggregate()) {
            selection.leftOut().stream().limit(1).forEach(task -> tasks.add(placeOf(task), skipped(task.name())));
            if (selection.leftOut().isEmpty() && selection.leaves()) {
                tasks.add(skipped(nameOfNone()));
            }
        }
        for (Map.Entry<String, JsonNode> field : spec.definition().properties()) {
            switch (field.getKey()) {
                case "tasks" -> pipeline.putArray("tasks").addAll(selection.graphRuns() ? tasks : finallyTasks);
                case "finally" ->
                    setUnlessEmpty(pipeline, "finally", selection.graphRuns() ? array(finallyTasks) : array(List.of()));
                case "results" -> setUnlessEmpty(pipeline, "results", array(PipelineResults.kept(spec, selection)));
                default -> pipeline.set(field.getKey(), field.getValue());
            }
        }
        return pipeline;
    }

    private int placeOf(SpecTask task) {
        return selection.kept().get(0, task.position()).cardinality();
    }

    /** A free name for the placeholder task: a task that does not run again must not appear as skipped. */
    private String nameOfNone() {
        String name = "left-as-it-was";
        for (int i = 2; spec.task(name) != null; i++) {
            name = "left-as-it-was-" + i;
        }
        return name;
    }

    /**
     * A placeholder task that is always skipped, in place of one that is left out: {@code $(tasks.status)} shows
     * whether any task was skipped.
     */
    private static ObjectNode skipped(String name) {
        ObjectNode skipped = JsonNodeFactory.instance.objectNode().put("name", name);
        skipped.putArray("when")
                .addObject()
                .put("input", "skipped")
                .put("operator", "notin")
                .putArray("values")
                .add("skipped");
        skipped.putObject("taskSpec")
                .putArray("steps")
                .addObject()
                .put("name", "skipped")
                .put("image", "skipped");
        return skipped;
    }

    private ObjectNode task(SpecTask task) {
        Set<String> own = injected.computeIfAbsent(task.name(), name -> new TreeSet<>());
        ObjectNode definition = task.definition();
        List<Integer> combinations = selection.combinations().get(task.name());
        if (combinations != null) {
            JsonNode matrix = FailedCombinations.matrix(task, records.of(task), combinations);
            definition = Rewritten.of(definition).set("matrix", matrix).object();
        }
        if (!root.path("spec").path("pipelineSpec").isObject()) {
            definition = new ResolvedLiterals(params, spec.tasks().size()).moved(definition, own);
        }
        ObjectNode derived = TaskTexts.visit(
                definition,
                (place, text) -> foreign.apply(place, replacements.apply(task.reach(), place, text, own), own));
        JsonNode runAfter = keptOf(task);
        return runAfter == null || derived.has("runAfter")
                ? Rewritten.of(derived).field("runAfter", names -> runAfter).object()
                : Rewritten.of(derived).set("runAfter", runAfter).object();
    }

    /** The tasks of {@code runAfter} that stay; null when none does. */
    private @Nullable ArrayNode keptOf(SpecTask task) {
        ArrayNode kept = array(List.of());
        Set<String> passedOn = new LinkedHashSet<>();
        for (String name : task.runAfter()) {
            if (selection.isRemoved(spec.task(name))) {
                collectKept(spec.task(name), passedOn);
            } else {
                kept.add(name);
            }
        }
        if (!task.isFinally()) {
            spec.parentsOf(task).forEach(parent -> collectRepeated(parent, passedOn, new HashSet<>()));
            spec.parentsOf(task).map(SpecTask::name).forEach(passedOn::remove);
        }
        passedOn.forEach(kept::add);
        return kept.isEmpty() ? null : kept;
    }

    /** A task that waited for a left-out task waits for that task's parents instead. */
    private void collectKept(@Nullable SpecTask removed, Set<String> kept) {
        if (removed != null && selection.leftOut().contains(removed)) {
            spec.parentsOf(removed).forEach(parent -> {
                if (selection.isRemoved(parent)) {
                    collectKept(parent, kept);
                } else {
                    kept.add(parent.name());
                }
            });
        }
    }

    /**
     * A reused task may come after one that always runs again, which must then still come before the tasks after the
     * reused one.
     */
    private void collectRepeated(SpecTask parent, Set<String> kept, Set<SpecTask> seen) {
        if (selection.repeated().isEmpty() || !selection.isRemoved(parent) || !seen.add(parent)) {
            return;
        }
        spec.parentsOf(parent).forEach(ancestor -> {
            if (selection.repeated().contains(ancestor)) {
                kept.add(ancestor.name());
            }
            collectRepeated(ancestor, kept, seen);
        });
    }

    private ArrayNode declared() {
        ArrayNode list = array(Fields.objects(spec.definition(), "params"));
        boolean withEnums = checksEnums();
        params.all().forEach(param -> list.add(param.declared(withEnums)));
        return list;
    }

    /** Enums are behind a feature flag, without which the webhook rejects them. */
    private boolean checksEnums() {
        JsonNode flags = root.path("status").path("provenance").path("featureFlags");
        return flags.path("enableParamEnum").asBoolean(false)
                || embeddedParams(spec).anyMatch(param -> param.has("enum"));
    }

    private ArrayNode given() {
        ArrayNode list = array(List.of());
        givenParams
                .in(root.path("spec").path("params"))
                .forEach(param -> list.add(Rewritten.object(param, identity::withFrozenValue)));
        params.all().forEach(param -> list.add(param.given()));
        return list;
    }

    private ArrayNode bindings() {
        ArrayNode bindings = JsonNodeFactory.instance.arrayNode();
        for (ObjectNode binding : Fields.objects(root.path("spec"), "workspaces")) {
            bindings.add(binding(binding));
        }
        return bindings;
    }

    private ObjectNode binding(ObjectNode recorded) {
        Volumes.Claim claim = volumes.claims().get(Fields.text(recorded, "name"));
        ObjectNode binding = recorded.deepCopy();
        if (claim != null && claim.made() && !claim.lost() && options.strategy() != Strategy.ALL_TASKS) {
            binding.remove("volumeClaimTemplate");
            binding.putObject("persistentVolumeClaim").put("claimName", claim.name());
        }
        ObjectNode derived = TaskTexts.visitBinding(
                binding,
                (place, text) -> replacements.apply(SubstitutionScope.OF_BINDINGS, place, text, new HashSet<>()));
        return Rewritten.of(derived)
                .field(
                        "subPath",
                        path -> path.isString() ? StringNode.valueOf(identity.frozenPath(path.stringValue())) : path)
                .object();
    }

    private ArrayNode taskRunSpecs() {
        List<ObjectNode> entries = Fields.objects(root.path("spec"), "taskRunSpecs").stream()
                .filter(entry -> selection.has(spec.task(Fields.text(entry, "pipelineTaskName"))))
                .toList();
        List<TaskOverride> overrides = options.overrides().stream()
                .filter(override -> selection.has(spec.task(override.task())))
                .toList();
        return Overrides.in(entries, overrides, root.path("spec"));
    }

    private String timeoutOf(String task) {
        SpecTask found = spec.task(task);
        return found == null ? "" : Fields.text(found.definition(), "timeout");
    }

    private static Set<String> namesOfParams(BaseSpec spec, ObjectNode root) {
        List<Stream<JsonNode>> all = new ArrayList<>(List.of(
                embeddedParams(spec),
                Fields.list(spec.definition(), "params").stream(),
                Fields.list(root.path("spec"), "params").stream()));
        return all.stream()
                .flatMap(params -> params)
                .map(param -> Fields.text(param, "name"))
                .collect(toCollection(HashSet::new));
    }

    private static Stream<JsonNode> embeddedParams(BaseSpec spec) {
        return spec.tasks().stream()
                .flatMap(task -> Fields.list(task.definition().path("taskSpec"), "params").stream());
    }

    private static ArrayNode array(List<ObjectNode> elements) {
        return JsonNodeFactory.instance.arrayNode().addAll(elements);
    }

    private static void setUnlessEmpty(ObjectNode owner, String field, JsonNode value) {
        if (!value.isEmpty()) {
            owner.set(field, value);
        }
    }
}
