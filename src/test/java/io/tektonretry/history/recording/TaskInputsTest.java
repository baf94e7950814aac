package io.tektonretry.history.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ObservedObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TaskInputsTest {

    private static final UUID FIRST = UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s-amd64", "/out/%s.tar", "registry/app:%s", "a_%s"})
    void areTheSameInAnotherRunAndInARetryThatKeepsTheNameOfTheFirst(String value) {
        Long first = hash("ci-x", FIRST, null, value.formatted("ci-x"));

        assertThat(first).isNotNull();
        assertThat(hash("ci-y", UUID.randomUUID(), null, value.formatted("ci-y")))
                .isEqualTo(first);
        assertThat(hash("ci-x-r1", UUID.randomUUID(), "ci-x", value.formatted("ci-x")))
                .isEqualTo(first);
        assertThat(hash("ci-x-r1", UUID.randomUUID(), "ci-x", value.formatted("ci-x-r1")))
                .isEqualTo(first);
        assertThat(hash("ci-x-r1", UUID.randomUUID(), "ci-x", "pvc-" + FIRST))
                .isEqualTo(hash("ci-x", FIRST, null, "pvc-" + FIRST));
    }

    @Test
    void areOthersWithAnotherValue() {
        assertThat(hash("ci-x", FIRST, null, "one")).isNotEqualTo(hash("ci-x", FIRST, null, "other"));
    }

    /** The inputs of a TaskRun with one param. */
    private static @Nullable Long hash(String run, UUID uid, @Nullable String root, String value) {
        String json = """
                {"apiVersion": "tekton.dev/v1", "kind": "TaskRun",
                 "metadata": {"name": "%1$s-unit", "namespace": "ci", "uid": "%2$s", "resourceVersion": "1",
                              "creationTimestamp": "2026-03-01T00:00:00Z",
                              "labels": {"tekton.dev/pipelineRun": "%1$s", "tekton.dev/pipelineRunUID": "%3$s"%4$s},
                              "annotations": {%5$s}},
                 "spec": {"params": [{"name": "tag", "value": "%6$s"}]},
                 "status": {"taskSpec": {"steps": [{"name": "main", "image": "busybox"}]},
                            "conditions": [{"type": "Succeeded", "status": "True", "reason": "Succeeded"}]}}
                """.formatted(
                        run,
                        UUID.randomUUID(),
                        uid,
                        root == null ? "" : ", \"tektonretry.io/root-uid\": \"%s\"".formatted(FIRST),
                        root == null ? "" : "\"tektonretry.io/root-name\": \"%s\"".formatted(root),
                        value);
        ObjectNode object = (ObjectNode) JsonMapper.shared().readTree(json);
        return TaskInputs.of(ObservedObject.of(object), json.getBytes(UTF_8)).hash();
    }
}
