package io.tektonretry.graphql.retry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pipeline param as given by a caller.
 *
 * @param name name of the param
 * @param value JSON: a text, a list of texts or an object of texts
 */
record ParamInput(String name, @Nullable Object value) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The values by name. */
    static Map<String, JsonNode> byName(@Nullable List<ParamInput> params) {
        Map<String, JsonNode> byName = new HashMap<>();
        if (params != null) {
            params.forEach(param -> byName.put(param.name, JSON.valueToTree(param.value)));
        }
        return byName;
    }

    static List<String> names(@Nullable List<ParamInput> params) {
        return params == null
                ? List.of()
                : params.stream().map(ParamInput::name).distinct().sorted().toList();
    }

    /** What is wrong with the params, independently of the pipeline; empty when they are valid. */
    static Optional<String> fault(@Nullable List<ParamInput> params) {
        Set<String> names = new HashSet<>();
        return params == null
                ? Optional.empty()
                : params.stream()
                        .map(param ->
                                names.add(param.name) ? param.fault() : "`params` has %s twice.".formatted(param.name))
                        .flatMap(fault -> Optional.ofNullable(fault).stream())
                        .findFirst();
    }

    private @Nullable String fault() {
        return isTextual(value)
                ? null
                : "The value of `%s` in `params` is not a string, a list of strings or an object of strings."
                        .formatted(name);
    }

    private static boolean isTextual(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return object.values().stream().allMatch(String.class::isInstance);
        }
        return value instanceof List<?> list
                ? list.stream().allMatch(String.class::isInstance)
                : value instanceof String;
    }
}
