package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@GraphQlContext
class PruneIT {

    private static final Pattern QUERY = Pattern.compile("```graphql\n(query.*?safeToPrune.*?)```", Pattern.DOTALL);

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
    }

    @Test
    void namesARunWithWhatIsStoredOfItInTheWordsOfTheManual() throws IOException {
        JsonNode metadata = Recording.of("a-chain-stops-at-its-middle-task")
                .read("PipelineRun.json")
                .path("metadata");

        assertThat(safeBefore("2030-01-01T00:00:00Z"))
                .containsExactly("%s %s %s"
                        .formatted(
                                metadata.path("uid").asString(),
                                metadata.path("name").asString(),
                                metadata.path("resourceVersion").asString()));
        assertThat(safeBefore("2020-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void doesNotNameARunOfWhichSomethingIsMissing() throws IOException {
        jdbc.sql("delete from task_attempt").update();
        jdbc.sql("delete from task_run where name like '%compile'").update();

        assertThat(safeBefore("2030-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void doesNotNameARunThatRunsOrIsGone() throws IOException {
        recorded.recordFirstRun("a-run-is-still-running");
        jdbc.sql("update pipeline_run set namespace = 'rec-chain'").update();
        assertThat(safeBefore("2030-01-01T00:00:00Z")).hasSize(1);

        jdbc.sql("update pipeline_run set deleted_at = now()").update();
        assertThat(safeBefore("2030-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void namesNothingToWhoMayNotListRunsThere() throws IOException {
        cluster.access(
                review -> !review.at("/resourceAttributes/verb").asString("").equals("list"));
        try {
            assertThat(safeBefore("2030-01-01T00:00:00Z")).isEmpty();
        } finally {
            cluster.access(review -> true);
        }
        assertThat(safeBefore("2030-01-01T00:00:00Z")).hasSize(1);
    }

    private List<String> safeBefore(String time) throws IOException {
        Matcher query = QUERY.matcher(Files.readString(Path.of("src/docs/mirror.md")));
        assertThat(query.find()).isTrue();
        return api
                .document(query.group(1))
                .variable("namespace", "rec-chain")
                .variable("finishedBefore", time)
                .execute()
                .path("safeToPrune[*]")
                .entityList(JsonNode.class)
                .get()
                .stream()
                .map(run -> run.path("uid").asString() + " " + run.path("name").asString() + " "
                        + run.path("resourceVersion").asString())
                .toList();
    }
}
