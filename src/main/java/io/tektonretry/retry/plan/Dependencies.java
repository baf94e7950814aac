package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.Dependency.Kind;
import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the ConfigMaps, Secrets and claims that tasks to run name in workspace bindings, steps, volumes and pod
 * templates. Optional ones are not needed, and names in variables are not known yet. Claims of workspaces are in {@link
 * Volumes}, unless the run starts anew.
 */
final class Dependencies {

    private record Key(Kind kind, String name) {}

    /** The API server's rule for names of these kinds; anything else is not a name. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final int LONGEST_NAME = 253;

    private static final String CLAIM = "persistentVolumeClaim";

    private static final Map<String, Kind> REFERENCES = Map.of(
            "secret",
            Kind.SECRET,
            "secretRef",
            Kind.SECRET,
            "secretKeyRef",
            Kind.SECRET,
            "configMap",
            Kind.CONFIG_MAP,
            "configMapRef",
            Kind.CONFIG_MAP,
            "configMapKeyRef",
            Kind.CONFIG_MAP,
            CLAIM,
            Kind.CLAIM);

    /** Fields whose content is free text of the author. */
    private static final Set<String> FREE =
            Set.of("params", "results", "script", "args", "command", "annotations", "labels");

    private final Map<String, String> params = new HashMap<>();
    private final Map<Key, List<String>> found =
            new TreeMap<>(Comparator.comparing(Key::kind).thenComparing(Key::name));
    private final Lineage lineage;
    private final JsonNode spec;
    private final Map<String, ObjectNode> tasks;

    private Dependencies(Lineage lineage, JsonNode spec, Map<String, ObjectNode> tasks) {
        this.tasks = tasks;
        this.lineage = lineage;
        this.spec = spec;
        Fields.list(spec, "params")
                .forEach(param -> params.put("params." + Fields.text(param, "name"), Fields.text(param, "value")));
    }

    /**
     * The dependencies by kind and name, without the Secret that Pipelines-as-Code recreates.
     *
     * @param tasks specs of Tasks that are known to be current, by name
     */
    static List<Dependency> of(
            Lineage lineage, Selection selection, PipelinesAsCode pipelinesAsCode, Map<String, ObjectNode> tasks) {
        Dependencies dependencies =
                new Dependencies(lineage, lineage.root().run().path("spec"), tasks);
        selection.tasks().forEach(task -> {
            dependencies.bindings(task).forEach(binding -> dependencies.collect(task.name(), withoutClaim(binding)));
            dependencies.collect(task);
        });
        return dependencies.without(lineage, pipelinesAsCode);
    }

    /**
     * The dependencies of a run that starts anew. A referenced pipeline is resolved again, so only what the run itself
     * names is known.
     *
     * @param spec spec of the new run
     */
    static List<Dependency> ofNewStart(Lineage lineage, ObjectNode spec, PipelinesAsCode pipelinesAsCode) {
        Dependencies dependencies = new Dependencies(lineage, spec, Map.of());
        if (spec.path("pipelineSpec").isObject()) {
            for (SpecTask task : lineage.baseSpec().tasks()) {
                dependencies.bindings(task).forEach(binding -> dependencies.collect(task.name(), binding));
                dependencies.collect(task);
            }
        } else {
            Fields.objects(spec, "workspaces").forEach(binding -> dependencies.collect("", binding));
            dependencies.collect("", spec.path("taskRunTemplate").path("podTemplate"));
        }
        return dependencies.without(lineage, pipelinesAsCode);
    }

    private static ObjectNode withoutClaim(ObjectNode binding) {
        return Rewritten.of(binding).field(CLAIM, claim -> null).object();
    }

    private List<Dependency> without(Lineage lineage, PipelinesAsCode pipelinesAsCode) {
        if (pipelinesAsCode.renewsSecret()) {
            String old = Fields.text(
                    lineage.root().run().path("metadata").path("annotations"), TektonKeys.PAC_GIT_AUTH_SECRET);
            found.remove(new Key(Kind.SECRET, old));
        }
        return found.entrySet().stream()
                .map(entry ->
                        new Dependency(entry.getKey().kind(), entry.getKey().name(), entry.getValue()))
                .toList();
    }

    private List<ObjectNode> bindings(SpecTask task) {
        return Fields.objects(spec, "workspaces").stream()
                .filter(binding -> task.workspaces().contains(Fields.text(binding, "name")))
                .toList();
    }

    private void collect(SpecTask task) {
        collect(task.name(), spec.path("taskRunTemplate").path("podTemplate"));
        Fields.objects(spec, "taskRunSpecs").stream()
                .filter(own -> task.name().equals(Fields.text(own, "pipelineTaskName")))
                .forEach(own -> collect(task.name(), own.path("podTemplate")));
        definition(task).ifPresent(definition -> collect(task.name(), definition));
    }

    /** The task's spec as inline in the pipeline, or as recorded in the newest child. */
    private Optional<JsonNode> definition(SpecTask task) {
        JsonNode embedded = task.definition().path("taskSpec");
        if (embedded.isObject()) {
            return Optional.of(embedded);
        }
        ObjectNode current = tasks.get(DefinitionSource.taskName(task.definition()));
        if (current != null) {
            return Optional.of(current);
        }
        List<Attempt> attempts = lineage.attemptsOf(task);
        for (int i = attempts.size() - 1; i >= 0; i--) {
            for (Child child : attempts.get(i).childrenOf(task.name())) {
                JsonNode resolved = child.document().path("status").path("taskSpec");
                if (resolved.isObject()) {
                    return Optional.of(resolved);
                }
            }
        }
        return Optional.empty();
    }

    private void collect(String task, JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> collect(task, field.getKey(), field.getValue()));
        } else {
            node.valueStream().forEach(element -> collect(task, element));
        }
    }

    private void collect(String task, String field, JsonNode value) {
        Kind kind = REFERENCES.get(field);
        if (kind != null && value instanceof ObjectNode reference) {
            add(task, kind, reference);
        } else if (field.equals("imagePullSecrets")) {
            value.valueStream().forEach(secret -> add(task, Kind.SECRET, secret));
        } else if (!FREE.contains(field)) {
            collect(task, value);
        }
    }

    /** An empty task name means that no known task needs it. */
    private void add(String task, Kind kind, JsonNode reference) {
        String given = Stream.of("secretName", "claimName", "name")
                .map(field -> Fields.text(reference, field))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        String name = Variables.replace(given, params::get);
        if (!reference.path("optional").asBoolean(false)
                && name.length() <= LONGEST_NAME
                && NAME.matcher(name).matches()) {
            List<String> tasks = found.computeIfAbsent(new Key(kind, name), key -> new ArrayList<>());
            if (!task.isEmpty() && !tasks.contains(task)) {
                tasks.add(task);
            }
        }
    }
}
