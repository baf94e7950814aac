package io.tektonretry.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs and tasks that a report counts, in whole days in UTC. An empty list does not restrict.
 *
 * @param from start of the first day
 * @param to end of the last day, exclusive
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
        if (!from.equals(from.truncatedTo(ChronoUnit.DAYS)) || !to.equals(to.truncatedTo(ChronoUnit.DAYS))) {
            throw new IllegalArgumentException("%s to %s are no whole days".formatted(from, to));
        }
        namespaces = List.copyOf(namespaces);
        pipelineNames = List.copyOf(pipelineNames);
        taskNames = List.copyOf(taskNames);
        repositories = List.copyOf(repositories);
    }

    /** The same in these namespaces. */
    public ReportScope in(List<String> others) {
        return new ReportScope(from, to, others, pipelineNames, taskNames, repositories, branch);
    }

    /**
     * The statement with its conditions: {@code SERIES} for the rows {@code s} of the series, {@code RUN_SERIES} for those of
     * whole runs, {@code DAYS} for rows {@code d} with their day and branch, {@code TIMES(column)} for a time, {@code OF_BRANCH}
     * for the branch, and {@code BRANCH} for its hash, 0 for all branches.
     */
    String applied(String sql) {
        StringBuilder series = new StringBuilder("true");
        restrict(series, "namespace", namespaces);
        restrict(series, "pipeline_name", pipelineNames);
        restrict(series, "repository", repositories);
        String runs = series.toString();
        restrict(series, "task_name", taskNames);
        return sql.replace("RUN_SERIES", runs)
                .replace("SERIES", series)
                .replace("OF_BRANCH", branch == null ? "true" : "branch_hash = BRANCH")
                .replace(
                        "DAYS", "d.branch_hash = BRANCH and d.day >= cast(:from as date) and d.day < cast(:to as date)")
                .replaceAll(
                        "TIMES\\((.*?)\\)",
                        "$1 >= cast(:from as timestamp) at time zone 'UTC' and $1 < cast(:to as timestamp) at time zone 'UTC'")
                .replace("BRANCH", branch == null ? "0" : "hashtextextended(:branch, 0)");
    }

    private static void restrict(StringBuilder sql, String column, List<String> values) {
        if (!values.isEmpty()) {
            sql.append(" and s.%1$s = any(:%1$s)".formatted(column));
        }
    }

    /** The parameters of the conditions. */
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("from", LocalDate.ofInstant(from, ZoneOffset.UTC));
        parameters.put("to", LocalDate.ofInstant(to, ZoneOffset.UTC));
        parameters.put("namespace", namespaces.toArray(String[]::new));
        parameters.put("pipeline_name", pipelineNames.toArray(String[]::new));
        parameters.put("task_name", taskNames.toArray(String[]::new));
        parameters.put("repository", repositories.toArray(String[]::new));
        if (branch != null) {
            parameters.put("branch", branch);
        }
        return parameters;
    }
}
