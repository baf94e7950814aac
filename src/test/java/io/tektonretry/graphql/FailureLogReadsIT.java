package io.tektonretry.graphql;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last lines of steps that failed, to those who may read logs. */
@GraphQlContext
class FailureLogReadsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApiServerDouble cluster;

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.record("pods-fail-for-reasons-of-the-cluster");
        jdbc.sql("""
                        update task_attempt
                           set failure_class = 'USER_CODE',
                               steps = '[["before", 0], ["main", 1], ["after", 1]]'
                         where task_run_uid in (select uid from task_run where pipeline_task_name = 'node')
                        """).update();
        keep("main", "last line\n", null);
        keep("after", null, "NO_LOG");
    }

    @Test
    void showsThemToWhomeverMayReadLogs() {
        Rights.of(cluster, Set.of("list pipelineruns", "get pods/log rec-podfail"));
        steps().matchesJson("""
                [[{"name": "before", "exitCode": 0, "logTail": null, "logTailMissing": null},
                  {"name": "main", "logTail": "last line\\n", "logTailMissing": null},
                  {"name": "after", "logTail": null, "logTailMissing": "NO_LOG"}]]
                """);
    }

    @Test
    void showsThemToNobodyElse() {
        Rights.of(cluster, Set.of("list pipelineruns", "get pods rec-podfail", "get pods/log other"));
        steps().matchesJson("""
                [[{"name": "before", "logTail": null, "logTailMissing": null},
                  {"name": "main", "logTail": null, "logTailMissing": "FORBIDDEN"},
                  {"name": "after", "logTail": null, "logTailMissing": "NO_LOG"}]]
                """);
    }

    @Test
    void saysThatTheyWereNotKept() {
        jdbc.sql("delete from failure_log where step = 'after'").update();
        jdbc.sql("update failure_log set tail = null, claimed_at = now()").update();
        steps().matchesJson("""
                [[{"logTailMissing": null}, {"logTail": null, "logTailMissing": "NOT_KEPT"}, {"logTailMissing": "NOT_KEPT"}]]
                """);
    }

    private GraphQlTester.Path steps() {
        return api.document("""
                        { pipelineRun(namespace: "rec-podfail", name: "bad-luck") {
                            tasks(first: 20) { nodes { name attempts(first: 1) { nodes {
                              steps { name exitCode logTail logTailMissing } } } } } } }
                        """).execute().path("pipelineRun.tasks.nodes[?(@.name == 'node')].attempts.nodes[0].steps");
    }

    private void keep(String step, @Nullable String tail, @Nullable String missing) {
        jdbc.sql("""
                        insert into failure_log (task_run_uid, number, step, pod_uid, tail, missing)
                        select a.task_run_uid, a.number, :step, gen_random_uuid(), :tail, :missing
                          from task_attempt a join task_run t on t.uid = a.task_run_uid
                         where t.pipeline_task_name = 'node'
                        """)
                .param("step", step)
                .param("tail", tail)
                .param("missing", missing)
                .update();
    }
}
