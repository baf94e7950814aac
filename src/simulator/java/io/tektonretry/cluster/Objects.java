package io.tektonretry.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Small objects for tests of the double. */
final class Objects {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Objects() {}

    static ObjectNode pipelineRun(String namespace, String name) {
        return json("""
                {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun",
                 "metadata": {"namespace": "%s", "name": "%s"}, "spec": {"pipelineRef": {"name": "p"}}}
                """.formatted(namespace, name));
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text);
    }

    static JsonNode tree(String text) {
        return JSON.readTree(text);
    }
}
