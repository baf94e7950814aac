package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.GraphQlTester;
import tools.jackson.databind.JsonNode;

/** Rows and documents that can't be understood, beside others that can. */
class DamagedHistoryIT extends LiveCalls {

    @Autowired
    MeterRegistry meters;

    @AfterEach
    void removeWhatIsDamaged() {
        List.of("pipeline_task", "change")
                .forEach(table -> jdbc.sql("delete from " + table
                                + " where " + (table.equals("change") ? "run_uid" : "pipeline_run_uid")
                                + " in (select uid from pipeline_run where namespace = ?)")
                        .param(runs.namespace())
                        .update());
        jdbc.sql("delete from pipeline_run where namespace = ?")
                .param(runs.namespace())
                .update();
    }

    @Test
    void aDocumentThatIsCorruptIsMissingFromItsRunAlone() {
        List.of("a", "b", "c").forEach(name -> runs.failed(name, 1));
        jdbc.sql("update document set body = 'junk' where uid = ?")
                .param(runs.uid("b"))
                .update();

        assertThat(namesOfAPage("params { name }")).containsExactlyInAnyOrder("a", "null", "c");
        assertThat(namesOfAPage("retryability { refusals { code } }")).containsExactlyInAnyOrder("a", "null", "c");
    }

    @Test
    void aRunWithoutADocumentKeepsNoOtherFromBeingPlanned() {
        List.of("a", "b").forEach(name -> runs.failed(name, 1));
        jdbc.sql("delete from document where uid = ?").param(runs.uid("a")).update();

        assertThat(namesOfAPage("retryability { refusals { code } }")).containsExactlyInAnyOrder("null", "b");
    }

    @Test
    void tasksThatCannotBeReadAreMissingFromTheirRunAlone() {
        List.of("a", "b", "c").forEach(name -> runs.failed(name, 1));
        damageTasks("b");

        assertThat(namesOfAPage("tasks { nodes { name } }")).containsExactlyInAnyOrder("a", "null", "c");
    }

    @Test
    void aRunWhoseBaseIsARetryItselfIsShown() {
        runs.failed("a", 1);
        runs.retry("a-r1", "a");
        runs.retry("b", "a-r1");
        jdbc.sql("delete from pipeline_task where pipeline_run_uid = ?")
                .param(runs.uid("b"))
                .update();

        assertThat(namesOfAPage("tasks { nodes { name } }")).containsExactlyInAnyOrder("a", "a-r1", "b");
    }

    @Test
    void theFeedGoesOnBehindAChangeThatCannotBeTold() {
        List.of("a", "b").forEach(name -> runs.running(name, 1));
        damageTasks("a");
        double before = skipped();
        follow(cursor());
        runs.taskRunning("a", "compile", 2);
        runs.taskRunning("b", "compile", 2);

        assertThat(told(1)).containsExactly("TASK_UPDATED b RUNNING compile RUNNING");
        await().until(() -> skipped() > before);
    }

    @Test
    void aSubscriptionGoesOnBehindARunOfWhichSomethingCannotBeRead() {
        runs.running("a", 1);
        runs.running("b", 1);
        jdbc.sql("update document set body = 'junk' where uid = ?")
                .param(runs.uid("a"))
                .update();
        live.subscribe("1", """
                subscription ($namespaces: [String!], $after: String) {
                  pipelineRunsChanged(filter: { namespaces: $namespaces }, after: $after) { run { name params { name } } } }
                """, Map.of("namespaces", List.of(runs.namespace()), "after", cursor()));
        jdbc.sql("""
                        insert into change (seq, at, kind, run_uid, root_uid, namespace)
                        select (select max(seq) from change) + place, now(), 'SOMETHING_NEW', uid, uid, namespace
                          from (select row_number() over (order by name) as place, * from pipeline_run where namespace = ?) r
                        """).param(runs.namespace()).update();
        jdbc.sql("select pg_notify('tekton_retry_change', '')").query(row -> {});

        JsonNode damaged = live.await("next");
        assertThat(damaged.at("/payload/errors/0/extensions/code").asString()).isEqualTo("INTERNAL_ERROR");
        assertThat(live.await("next")
                        .at("/payload/data/pipelineRunsChanged/run/name")
                        .asString())
                .isEqualTo("b");
    }

    /** Each node by its name; {@code null} where there is an error instead. */
    private List<String> namesOfAPage(String field) {
        GraphQlTester.Response page = api.document(
                        "{ pipelineRuns(filter: { namespaces: [\"%s\"] }) { nodes { name %s } } }"
                                .formatted(runs.namespace(), field))
                .execute();
        List<ResponseError> errors = page.returnResponse().getErrors();
        List<Map<String, Object>> nodes =
                page.returnResponse().field("pipelineRuns.nodes").getValue();
        assertThat(errors)
                .hasSameSizeAs(nodes.stream().filter(node -> node == null).toList());
        return nodes.stream()
                .map(node -> node == null ? "null" : String.valueOf(node.get("name")))
                .toList();
    }

    private void damageTasks(String run) {
        jdbc.sql("update pipeline_task set child_names = '\"none\"' where pipeline_run_uid = ?")
                .param(runs.uid(run))
                .update();
    }

    private double skipped() {
        return meters.get("live.changes.skipped").counter().count();
    }
}
