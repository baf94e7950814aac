package io.tektonretry.graphql;

import io.tektonretry.history.NamedValue;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** The shape of a parameter or result, read from its value because Tekton does not always say it. */
@Controller
final class NamedValueFields {

    /** Shape of a parameter or result. */
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
