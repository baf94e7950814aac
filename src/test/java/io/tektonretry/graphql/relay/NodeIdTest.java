package io.tektonretry.graphql.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.graphql.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

    private static final UUID RUN = UUID.fromString("0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e");
    private static final UUID TASK_RUN = UUID.fromString("7c1f6f0e-31a7-4d7e-8f57-4c4b1f1d2e3f");

    static NodeId[] ids() {
        return new NodeId[] {
            new NodeId.Run(RUN),
            new NodeId.Task(RUN, "build"),
            new NodeId.Task(RUN, "a/b:ä"),
            new NodeId.Attempt(RUN, TASK_RUN, 3),
            new NodeId.Lineage(RUN)
        };
    }

    @ParameterizedTest
    @MethodSource("ids")
    void comesBackAsItWasGiven(NodeId id) {
        assertThat(id.encoded()).matches("[A-Za-z0-9_-]+");
        assertThat(NodeId.parse(id.encoded())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "build-42",
                "%%%",
                "0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e",
                "PipelineRun:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e"
            })
    void refusesWhatIsNoIdAndSaysWhatAnIdIs(String id) {
        assertThatThrownBy(() -> NodeId.parse(id))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("\"" + id + "\" is not an id. Ids are opaque");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PipelineRun:1-1-1-1-1",
                "PipelineRun:0B9A6A52-1F0F-4D3C-9A58-1F2A3B4C5D6E",
                "PipelineRun:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e ",
                "PipelineTask:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e",
                "TaskAttempt:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e/7c1f6f0e-31a7-4d7e-8f57-4c4b1f1d2e3f/0",
                "TaskAttempt:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e/7c1f6f0e-31a7-4d7e-8f57-4c4b1f1d2e3f/99999999999",
                "Pipeline:0b9a6a52-1f0f-4d3c-9a58-1f2a3b4c5d6e"
            })
    void refusesAnEncodedTextThatItWouldNotHaveWritten(String text) {
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> NodeId.parse(id)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesPadding() {
        assertThatThrownBy(() -> NodeId.parse(new NodeId.Run(RUN).encoded() + "="))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesTheIdOfATaskWhereARunIsWanted() {
        String id = new NodeId.Task(RUN, "build").encoded();

        assertThatThrownBy(() -> NodeId.parseRun(id))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the id of another type, not of a PipelineRun");
    }
}
