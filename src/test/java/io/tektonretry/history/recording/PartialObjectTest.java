package io.tektonretry.history.recording;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.Recording;
import io.tektonretry.history.document.Deflated;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class PartialObjectTest {

    static Stream<ObjectNode> recordedObjects() {
        return Recording.all()
                .flatMap(recording -> recording.observations().stream())
                .map(Recording::object);
    }

    @Test
    void isAllThatRowsAreDerivedFrom() {
        assertThat(recordedObjects()).isNotEmpty().allSatisfy(object -> {
            ObservedRows rows = ObservedRows.of("", object.toString().getBytes(UTF_8));
            assertThat(rows)
                    .usingRecursiveComparison()
                    .ignoringFields("body", "jsonBytes")
                    .isEqualTo(ObservedRows.of(object));
            assertThat(Deflated.read(Deflated.inflated(rows.uid(), rows.body(), rows.jsonBytes())))
                    .isEqualTo(object);
        });
    }

    @Test
    void leavesOutWhatTasksDo() {
        long whole = recordedObjects().mapToLong(PartialObjectTest::size).sum();
        long outlines = recordedObjects()
                .map(object -> PartialObject.of(object.toString().getBytes(UTF_8)))
                .mapToLong(PartialObjectTest::size)
                .sum();
        assertThat(outlines).isLessThan(whole * 2 / 3);
    }

    private static long size(ObjectNode object) {
        return object.toString().length();
    }

    @Test
    void doesNotNeedTheKind() {
        ObjectNode run = pipelineRun("a").json();
        ObjectNode withoutKind = run.deepCopy();
        withoutKind.remove("kind");
        ObservedRows rows =
                ObservedRows.of("PipelineRun", withoutKind.toString().getBytes(UTF_8));
        assertThat(rows.kind()).isEqualTo("PipelineRun");
        assertThat(Deflated.read(Deflated.inflated(rows.uid(), rows.body(), rows.jsonBytes())))
                .isEqualTo(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, {\"a\": 1e}]", "{\"a\": \"\\x\"}", "[[}]"})
    void doesNotTakeWhatCannotBeReadLater(String nonsense) {
        byte[] json = "{\"status\": {\"taskSpec\": %s}}".formatted(nonsense).getBytes(UTF_8);
        assertThatThrownBy(() -> PartialObject.of(json)).isInstanceOf(JacksonException.class);
    }

    @Test
    void doesNotTakeANumberThatIsTooLongToBeRead() {
        byte[] json =
                "{\"status\": {\"taskSpec\": [%s]}}".formatted("1".repeat(2000)).getBytes(UTF_8);
        assertThatThrownBy(() -> PartialObject.of(json)).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Deflated.read(json)).isInstanceOf(JacksonException.class);
    }
}
