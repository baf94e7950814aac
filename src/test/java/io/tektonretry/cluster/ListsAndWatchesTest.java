package io.tektonretry.cluster;

import static io.tektonretry.cluster.Http.RUNS;
import static io.tektonretry.cluster.Objects.json;
import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.Http.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ListsAndWatchesTest {

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Http http = new Http(cluster.url());

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void showsOneRevisionOnAllPagesOfAList() {
        IntStream.range(0, 5).forEach(i -> http.post(RUNS, pipelineRun("ci", "run-" + i)));
        Response first = http.get(RUNS + "?limit=2");
        http.delete(RUNS + "/run-3", "");
        http.post(RUNS, pipelineRun("ci", "run-9"));
        Response second = http.get(RUNS + "?limit=5&continue="
                + first.body().at("/metadata/continue").asString());

        assertThat(names(first)).containsExactly("run-0", "run-1");
        assertThat(names(second)).containsExactly("run-2", "run-3", "run-4");
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.body().at("/metadata/continue").isMissingNode()).isTrue();
    }

    @Test
    void answers410ToAnOldContinueTokenAndToAnOldWatch() {
        IntStream.range(0, 3).forEach(i -> http.post(RUNS, pipelineRun("ci", "run-" + i)));
        Response page = http.get(RUNS + "?limit=1");
        http.post(RUNS, pipelineRun("ci", "run-9"));
        cluster.forgetHistory();

        assertThat(http.get(RUNS + "?continue="
                                + page.body().at("/metadata/continue").asString())
                        .code())
                .isEqualTo(410);
        assertThat(http.watch(RUNS + "?watch=true&resourceVersion=" + page.version()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("type").asString()).isEqualTo("ERROR");
                    assertThat(event.at("/object/code").asInt()).isEqualTo(410);
                });
    }

    @Test
    void selectsByLabelsAndFields() {
        Map.of("a", "{\"app\": \"x\"}", "b", "{\"app\": \"y\", \"old\": \"\"}", "c", "{}")
                .forEach((name, labels) -> {
                    ObjectNode object = pipelineRun("ci", name);
                    object.withObject("/metadata").set("labels", json(labels));
                    http.post(RUNS, object);
                });

        Map.of(
                        "labelSelector=app", List.of("a", "b"),
                        "labelSelector=!app", List.of("c"),
                        "labelSelector=app=x", List.of("a"),
                        "labelSelector=app==x", List.of("a"),
                        "labelSelector=app!=x", List.of("b", "c"),
                        "labelSelector=app in (x,y),!old", List.of("a"),
                        "labelSelector=app notin (x)", List.of("b", "c"),
                        "fieldSelector=metadata.name=b", List.of("b"),
                        "fieldSelector=metadata.namespace=other", List.of())
                .forEach((query, expected) -> assertThat(names(http.get(RUNS + "?" + query)))
                        .as(query)
                        .isEqualTo(expected));
    }

    @Test
    void tellsAWatchWithASelectorWhatLeavesIt() {
        ObjectNode object = pipelineRun("ci", "a");
        object.withObject("/metadata").putObject("labels").put("app", "x");
        String before = http.get(RUNS).version();
        http.post(RUNS, object);
        http.merge(RUNS + "/a", "{\"metadata\": {\"labels\": {\"more\": \"z\"}}}");
        http.merge(RUNS + "/a", "{\"metadata\": {\"labels\": {\"app\": null}}}");
        String after = http.merge(RUNS + "/a", "{\"metadata\": {\"labels\": {\"more\": null}}}")
                .version();

        List<JsonNode> events = http.watch(RUNS + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=1"
                + "&labelSelector=app=x&resourceVersion=" + before);

        assertThat(events)
                .extracting(event -> event.path("type").asString())
                .containsExactly("ADDED", "MODIFIED", "DELETED", "BOOKMARK");
        assertThat(events.get(3).at("/object/metadata/resourceVersion").asString())
                .isEqualTo(after);
    }

    private static List<String> names(Response list) {
        return list.body()
                .path("items")
                .valueStream()
                .map(item -> item.at("/metadata/name").asString())
                .toList();
    }
}
