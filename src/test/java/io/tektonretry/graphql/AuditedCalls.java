package io.tektonretry.graphql;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A failed run for every test, the calls about it, and what the audit knows of them; the rows of one test are those of its own caller. */
abstract class AuditedCalls {

    static final String RUN = "app-release-glc9x";

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    Audited audited;
    UUID uid = new UUID(0, 0);

    @BeforeEach
    void record() {
        recorded.clear();
        emptyTheCluster();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        uid = jdbc.sql("select uid from pipeline_run").query(UUID.class).single();
        audited = new Audited(jdbc);
        audited.begin();
    }

    @AfterEach
    void tellTheTruthAgain() {
        emptyTheCluster();
    }

    private void emptyTheCluster() {
        for (ObjectNode run : cluster.list("PipelineRun")) {
            ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "DELETED");
            cluster.play(event.set("object", run));
        }
    }

    Response retry(Map<String, Object> input) {
        return api.documentName("retryWithOptions").variable("input", input).execute();
    }

    void allow(Set<String> rights) {
        cluster.access(review -> {
            JsonNode asked = review.path("resourceAttributes");
            return rights.contains(asked.path("verb").asString() + " "
                    + asked.path("namespace").asString(""));
        });
    }
}
