package io.tektonretry.retry.plan;

import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A param that brings a recorded value into a retry.
 *
 * @param name of the param
 * @param value that it has
 */
record RetryParam(String name, RecordedValue value) {

    /** The keys that may be declared ({@code ValidateNameFormat}); others come along with the whole object. */
    private static final Pattern KEY = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9-]*");

    /** Its entry in {@code spec.params}. */
    ObjectNode given() {
        ObjectNode param = JsonNodeFactory.instance.objectNode();
        param.put("name", name);
        param.set("value", value.json());
        return param;
    }

    /**
     * Its entry in {@code pipelineSpec.params}.
     *
     * @param withEnum whether a text is declared as the only one allowed: a param without an enum can't be given to a task with one
     *     ({@code ValidateParamEnumSubset})
     */
    ObjectNode declared(boolean withEnum) {
        ObjectNode param = JsonNodeFactory.instance.objectNode();
        param.put("name", name);
        param.put("type", value.type());
        if (withEnum && value.isText()) {
            param.putArray("enum").add(value.json());
        }
        if (value.isObject()) {
            ObjectNode properties = param.putObject("properties");
            value.json().propertyNames().stream()
                    .filter(key -> KEY.matcher(key).matches())
                    .forEach(key -> properties.putObject(key).put("type", "string"));
        }
        return param;
    }
}
