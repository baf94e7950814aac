package io.tektonretry.retry.plan;

import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A param that passes a recorded value to a retry.
 *
 * @param name name of the param
 * @param value its value
 */
record RetryParam(String name, RecordedValue value) {

    /** Keys that may be declared ({@code ValidateNameFormat}); others are passed with the whole object. */
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
     * @param withEnum whether to declare a text as the only allowed one: a param without an enum cannot be passed to a
     * task param with one ({@code ValidateParamEnumSubset})
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
