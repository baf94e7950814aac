package io.tektonretry.graphql.scalar;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON value as text, which needs a fraction of the memory of a tree.
 *
 * @param text written into the answer unchanged
 */
public record RawJson(@JsonValue @JsonRawValue String text) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static RawJson of(JsonNode value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new PlainNumbers(JSON.createGenerator(text))) {
            JSON.writeValue(generator, value);
        }
        return new RawJson(text.toString());
    }
}
