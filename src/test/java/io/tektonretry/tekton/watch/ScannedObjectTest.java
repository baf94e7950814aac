package io.tektonretry.tekton.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ScannedObjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"managedFields\":[{\"f\":{}},2],\"name\":\"a\"} | {\"name\":\"a\"}",
                "{\"name\":\"a\",\"managedFields\":[],\"uid\":\"b\"} | {\"name\":\"a\",\"uid\":\"b\"}",
                "{\"name\":\"a\",\"managedFields\":null} | {\"name\":\"a\"}",
                "{\"managedFields\":[\"]\"]} | {}",
                "{ \"managedFields\" : [ ] , \"name\" : \"a\" } | { \"name\" : \"a\" }",
                "{\"name\":\"a\" , \"managedFields\" : [ ] } | {\"name\":\"a\" }",
                "{\"name\":\"a\"} | {\"name\":\"a\"}",
                "{\"labels\":{\"managedFields\":\"mine\"}} | {\"labels\":{\"managedFields\":\"mine\"}}",
                "{\"managedFields\":\"odd\"} | {\"managedFields\":\"odd\"}"
            })
    void leavesOutManagedFieldsAndNothingElse(String metadata, String left) {
        String rest = "\"spec\":{\"managedFields\":[1]},\"status\":{\"message\":\"\\u00fc\"}}";
        ScannedObject scanned = scan("{\"kind\":\"TaskRun\",\"metadata\":" + metadata + "," + rest);

        assertThat(JsonMapper.shared().readTree(scanned.json()))
                .isEqualTo(JsonMapper.shared().readTree("{\"kind\":\"TaskRun\",\"metadata\":" + left + "," + rest));
    }

    @Test
    void tellsWhatComesBehindManagedFields() {
        ScannedObject scanned = scan("""
                {"metadata": {"name": "a", "managedFields": [{"manager": "x", "name": "b"}], "namespace": "ci",
                              "finalizers": ["f"], "uid": "u", "resourceVersion": "7"}}""");

        assertThat(scanned)
                .returns("a", ScannedObject::name)
                .returns("ci", ScannedObject::namespace)
                .returns("u", ScannedObject::uid)
                .returns("7", ScannedObject::resourceVersion);
        assertThat(scanned.finalizers()).containsExactly("f");
    }

    private static ScannedObject scan(String object) {
        return ObjectJson.event(("{\"type\":\"ADDED\",\"object\":" + object + "}").getBytes(UTF_8))
                .object();
    }
}
