package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Computes the results of pipelines as the real controller did, and over a lineage as it would have. */
class LineageResultsTest {

    private static final Path RECORDINGS = Documents.RESOURCES.resolve("recordings");
    private static final Path WITH_RESULTS =
            RECORDINGS.resolve("pipeline-results-come-from-succeeded-and-failed-tasks");

    @TestFactory
    Stream<DynamicTest> areThoseOfTheControllerForARunOfItsOwn() {
        return Documents.folders(RECORDINGS).stream()
                .map(folder -> dynamicTest(
                        folder.getFileName().toString(),
                        () -> assertThat(LineageResults.of(List.of(Documents.recordedRun(folder, Set.of()))))
                                .isEqualTo(recorded(folder))));
    }

    @Test
    void takeEachTaskFromTheAttemptThatRanIt() {
        List<RecordedRun> lineage = List.of(
                Documents.recordedRun(WITH_RESULTS, Set.of()),
                Documents.recordedRun(WITH_RESULTS.resolve("retry"), Set.of()));
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        Documents.read(WITH_RESULTS.resolve("expected.json"))
                .path("lineageResults")
                .forEachEntry(expected::put);
        assertThat(LineageResults.of(lineage)).isEqualTo(expected);
    }

    private static Map<String, JsonNode> recorded(Path folder) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (Files.exists(folder.resolve("PipelineRun.json"))) {
            for (JsonNode result : Documents.read(folder.resolve("PipelineRun.json"))
                    .path("status")
                    .path("results")) {
                values.put(result.path("name").asString(), result.path("value"));
            }
        }
        return values;
    }
}
