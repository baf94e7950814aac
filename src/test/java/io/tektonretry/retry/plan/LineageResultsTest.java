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
        List<AttemptDocuments> lineage = List.of(
                Documents.recordedRun(WITH_RESULTS, Set.of()),
                Documents.recordedRun(WITH_RESULTS.resolve("retry"), Set.of()));
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        Documents.read(WITH_RESULTS.resolve("expected.json"))
                .path("lineageResults")
                .forEachEntry(expected::put);
        assertThat(LineageResults.of(lineage)).isEqualTo(expected);
    }

    @Test
    void readACustomTasksTextAsItIsAndAListWithoutSelectorByItsFirstElement() {
        JsonNode told = Documents.parseYaml("""
                pipeline:
                  results:
                  - {name: all, value: "$(tasks.c.results.list[*])"}
                  - {name: index, value: "$(tasks.c.results.list[0])"}
                  - {name: key, value: "$(tasks.c.results.list.k)"}
                  - {name: mixed, value: "$(tasks.c.results.list)!"}
                  - {name: bare, value: "$(tasks.t.results.list)"}
                  - {name: star, value: "$(tasks.t.results.list[*])"}
                  - {name: outside, value: "$(tasks.t.results.list[2])"}
                  - {name: none, value: "$(tasks.t.results.empty)"}
                  - {name: starred, value: "$(tasks.t.results.text[*])"}
                  - {name: object, value: "$(tasks.t.results.map[*])"}
                  - {name: part, value: "$(tasks.t.results.map.k)"}
                  - {name: one, value: "$(tasks.one.results.list)"}
                  - {name: two, value: "$(tasks.two.results.list)"}
                  tasks:
                  - {name: c, taskRef: {apiVersion: ex.dev/v1, kind: Ex}}
                  - {name: t, taskRef: {name: tk}}
                  - {name: one, matrix: {params: [{name: p, value: [x]}]}, taskRef: {apiVersion: ex.dev/v1, kind: Ex}}
                  - {name: two, matrix: {params: [{name: p, value: [x, y]}]}, taskRef: {apiVersion: ex.dev/v1, kind: Ex}}
                outcomes:
                  c: {kind: CustomRun, results: {list: '["p", "q"]'}}
                  t: {is: FAILED, results: {list: [p, q], empty: [], text: x, map: {k: v}}}
                  one: [{kind: CustomRun, params: {p: x}, results: {list: '["p"]'}}]
                  two: [{kind: CustomRun, params: {p: x}, results: {list: r}}, {kind: CustomRun, params: {p: y}, results: {list: s}}]
                """);
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        Documents.parseYaml("""
                        all: '["p", "q"]'
                        index: '["p", "q"]'
                        mixed: '["p", "q"]!'
                        bare: p
                        star: [p, q]
                        starred: x
                        object: {k: v}
                        part: v
                        one: '["p"]'
                        """).forEachEntry(expected::put);
        assertThat(LineageResults.of(Scene.of(told).lineage())).isEqualTo(expected);
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
