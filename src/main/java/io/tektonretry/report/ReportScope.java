package io.tektonretry.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs and tasks that a report counts. An empty list does not restrict.
 *
 * @param from start of the time range, inclusive
 * @param to end of the time range, exclusive
 */
public record ReportScope(
        Instant from,
        Instant to,
        List<String> namespaces,
        List<String> pipelineNames,
        List<String> taskNames,
        List<String> repositories,
        @Nullable String branch) {

    public ReportScope {
        namespaces = List.copyOf(namespaces);
        pipelineNames = List.copyOf(pipelineNames);
        taskNames = List.copyOf(taskNames);
        repositories = List.copyOf(repositories);
    }

    /** The same in these namespaces. */
    public ReportScope in(List<String> others) {
        return new ReportScope(from, to, others, pipelineNames, taskNames, repositories, branch);
    }

    /** The statement with its conditions: {@code RUNS} for rows with the columns of runs, {@code TASKS} for those of tasks. */
    String applied(String sql) {
        StringBuilder runs = new StringBuilder("r.finished_at >= :from and r.finished_at < :to");
        restrict(runs, "namespace", namespaces);
        restrict(runs, "pipeline_name", pipelineNames);
        restrict(runs, "source_repository", repositories);
        if (branch != null) {
            runs.append(" and r.source_branch = :source_branch");
        }
        StringBuilder tasks = new StringBuilder("true");
        restrict(tasks, "task_name", taskNames);
        return sql.replace("RUNS", runs).replace("TASKS", tasks);
    }

    private static void restrict(StringBuilder sql, String column, List<String> values) {
        if (!values.isEmpty()) {
            sql.append(" and r.%1$s = any(:%1$s)".formatted(column));
        }
    }

    /** The parameters of the conditions. */
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("from", from.atOffset(ZoneOffset.UTC));
        parameters.put("to", to.atOffset(ZoneOffset.UTC));
        parameters.put("namespace", namespaces.toArray(String[]::new));
        parameters.put("pipeline_name", pipelineNames.toArray(String[]::new));
        parameters.put("task_name", taskNames.toArray(String[]::new));
        parameters.put("source_repository", repositories.toArray(String[]::new));
        if (branch != null) {
            parameters.put("source_branch", branch);
        }
        return parameters;
    }
}
