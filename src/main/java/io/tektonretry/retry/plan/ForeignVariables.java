package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toSet;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passes on text of the base spec that looks like a variable but is none.
 *
 * <p>A spec resolved from a reference has the run's params substituted. Tekton's webhook rejects a value there that
 * looks like a variable of an unknown kind, or of an undeclared param ({@code validateVariablePrefixes}).
 */
final class ForeignVariables {

    private static final Set<SubstitutionSite> CHECKED = EnumSet.of(
            SubstitutionSite.PARAM,
            SubstitutionSite.PARAM_ELEMENT,
            SubstitutionSite.PARAM_VALUE,
            SubstitutionSite.WHEN_INPUT,
            SubstitutionSite.WHEN_VALUE,
            SubstitutionSite.MATRIX_PARAM,
            SubstitutionSite.MATRIX_INCLUDE);

    private static final Pattern VARIABLE = Pattern.compile("[_a-zA-Z0-9.-]+(\\[([0-9]+|\\*)])?");
    private static final Set<String> KNOWN = Set.of("params", "tasks", "finally", "context", "workspaces", "results");

    private final boolean resolved;
    private final Set<String> declared;
    private final RetryParams params;
    private final int position;

    ForeignVariables(BaseSpec spec, ObjectNode root, RetryParams params) {
        this.resolved = !root.path("spec").path("pipelineSpec").isObject();
        this.declared = Stream.concat(
                        Fields.list(spec.definition(), "params").stream(),
                        Fields.list(root.path("spec"), "params").stream())
                .map(param -> Fields.text(param, "name"))
                .collect(toSet());
        this.params = params;
        this.position = spec.tasks().size();
    }

    /** The text with such variables moved into params; names of the params are added to {@code injected}. */
    String apply(SubstitutionSite place, String text, Set<String> injected) {
        return resolved && CHECKED.contains(place)
                ? Variables.replace(text, name -> isForeign(name) ? moved(name, injected) : null)
                : text;
    }

    private boolean isForeign(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            return false;
        }
        String[] parts = name.split("\\.", 2);
        boolean undeclared =
                "params".equals(parts[0]) && parts.length > 1 && isUndeclared(parts[1].split("[.\\[]", 2)[0]);
        return undeclared || !KNOWN.contains(parts[0]);
    }

    private boolean isUndeclared(String param) {
        return !declared.contains(param) && !param.startsWith("retry-");
    }

    private @Nullable String moved(String name, Set<String> injected) {
        RetryParam param =
                params.bring(new RetryParams.Origin(position, "text", name), RecordedValue.text(Variables.of(name)));
        injected.add(param.name());
        return Variables.of("params." + param.name());
    }
}
