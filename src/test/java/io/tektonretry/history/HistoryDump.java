package io.tektonretry.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Everything that the tables of the mirror hold, apart from how a run stood before: that depends on which states were seen. */
public record HistoryDump(JdbcClient jdbc) {

    private static final List<String> TABLES = List.of(
            "pipeline_run",
            "pipeline_task",
            "task_run",
            "task_attempt",
            "document",
            "document_bundle",
            "superseded_document",
            "quarantined_object",
            "pod_outcome",
            "run_event",
            "tombstone");

    public Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new TreeMap<>();
        TABLES.forEach(table -> rows.put(
                table,
                jdbc.sql(
                                "select cast(to_jsonb(t) - cast('{previous_status,tasks_hash,tasks_changed,orphaned}' as text[]) as text) as row from "
                                        + table + " t order by row")
                        .query(String.class)
                        .list()));
        return rows;
    }

    public void clear() {
        jdbc.sql(
                        "truncate retry_definition, retry_request, followed_kind, gap, retention_walk, failure_log, plan_summary, "
                                + String.join(", ", TABLES))
                .update();
        jdbc.sql("delete from cluster_epoch where epoch > 1").update();
        jdbc.sql("update cluster_epoch set cluster_uid = null").update();
    }
}
