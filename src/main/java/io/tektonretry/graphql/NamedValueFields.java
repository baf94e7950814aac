package io.tektonretry.graphql;

import io.tektonretry.history.NamedValue;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** The type of a param or result, derived from its value because Tekton does not always record it. */
@Controller
final class NamedValueFields {

    /** Type of a param or result. */
    enum ValueType {
        STRING,
        ARRAY,
        OBJECT
    }

    @SchemaMapping(typeName = "NamedValue")
    ValueType type(NamedValue value) {
        if (value.value().isArray()) {
            return ValueType.ARRAY;
        }
        return value.value().isObject() ? ValueType.OBJECT : ValueType.STRING;
    }
}
