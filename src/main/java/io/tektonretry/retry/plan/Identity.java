package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The context variables of the root, which its retries keep, because reused tasks have used them in tags, paths and
 * names. Tasks that read their run, or hand it to others, can get the retry's own instead.
 */
final class Identity {

    private static final String NAME = "context.pipelineRun.name";
    private static final String UID = "context.pipelineRun.uid";
    private static final String NEITHER_BEFORE_NOR_AFTER = "[A-Za-z0-9.-]";

    private final Map<String, String> inSpec;
    private final Map<String, String> inBindings;
    private final Set<String> ownTasks;
    private final String name;
    private final String uid;
    private final boolean resolved;

    Identity(ObjectNode root) {
        this(root, Set.of());
    }

    /**
     * The identity of a root.
     *
     * @param ownTasks names of the tasks that get the name and UID of the retry
     */
    Identity(ObjectNode root, Set<String> ownTasks) {
        JsonNode metadata = root.path("metadata");
        JsonNode pipelineRef = root.path("spec").path("pipelineRef");
        this.name = Fields.text(metadata, "name");
        this.uid = Fields.text(metadata, "uid");
        this.resolved = !root.path("spec").path("pipelineSpec").isObject();
        this.ownTasks = Set.copyOf(ownTasks);
        Map<String, String> run =
                Map.of(NAME, name, "context.pipelineRun.namespace", Fields.text(metadata, "namespace"), UID, uid);
        String pipeline = Fields.text(pipelineRef, "name");
        inSpec = with(run, pipelineRef.isObject() ? pipeline : name);
        inBindings = with(run, pipeline);
    }

    /** A declared param, with the variables in its default substituted. */
    ObjectNode withFrozenDefault(ObjectNode param) {
        return TaskTexts.visitDefault(param, (place, text) -> frozen(text));
    }

    /**
     * A param of the run, with the variables in its value substituted; Tekton substitutes params before the context.
     */
    ObjectNode withFrozenValue(ObjectNode param) {
        return TaskTexts.visitParam(param, (place, text) -> frozen(text));
    }

    /** Substitutes the variables in the sub-path of a workspace ({@code getTaskrunWorkspaces}). */
    String frozenPath(String subPath) {
        return Variables.replace(subPath, inBindings::get);
    }

    /**
     * A text of a pipeline task with the root's variables substituted ({@code ApplyContexts}), or left for the retry's
     * own.
     */
    String inTask(String task, String text) {
        return isOwn(task) ? left(text) : frozen(text);
    }

    /** Whether the task gets the name and UID of the retry. */
    boolean isOwn(String task) {
        return ownTasks.contains(task) || ownTasks.contains(AuthorWord.ALL);
    }

    /**
     * Whether a text hands the run itself to others, such as an owner or a report, and is not only part of a tag or a
     * path: it has the UID, or is exactly the name.
     */
    boolean isHandedOn(SubstitutionSite place, String text) {
        boolean byUid = text.contains(Variables.of(UID)) || (resolved && !uid.isEmpty() && text.contains(uid));
        boolean byName = text.equals(Variables.of(NAME)) || (resolved && !name.isEmpty() && text.equals(name));
        return byUid || (byName && place.givesValues());
    }

    private String frozen(String text) {
        return Variables.replace(text, inSpec::get);
    }

    /** In a spec resolved from a reference, the values have already replaced the variables; this restores them. */
    private String left(String text) {
        String left = Variables.replace(
                text, variable -> NAME.equals(variable) || UID.equals(variable) ? null : inSpec.get(variable));
        if (!resolved || name.isEmpty() || uid.isEmpty()) {
            return left;
        }
        String withUid = left.replace(uid, Variables.of(UID));
        return Pattern.compile("(?<!%1$s)%2$s(?!%1$s)".formatted(NEITHER_BEFORE_NOR_AFTER, Pattern.quote(name)))
                .matcher(withUid)
                .replaceAll(Matcher.quoteReplacement(Variables.of(NAME)));
    }

    private static Map<String, String> with(Map<String, String> run, String pipeline) {
        Map<String, String> all = new HashMap<>(run);
        all.put("context.pipeline.name", pipeline);
        return Map.copyOf(all);
    }
}
