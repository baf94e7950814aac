package io.tektonretry.mirror;

import java.util.List;

/**
 * A query of the benchmark, as each peer gets it; an empty one where a peer cannot answer it.
 *
 * @param query to the service
 * @param peer to PostGraphile
 * @param sql statements, executed one after the other; {@code $0} is an array of the first column of the first of them
 */
record ReadQuestion(String name, String query, String peer, List<String> sql) {

    /** In a query, the cursor of the run at the depth. */
    static final String DEPTH = "$DEPTH";

    private static final String FIELDS =
            "uid namespace name pipelineName status reason message createdAt startedAt finishedAt attemptNumber";

    private static final String TASKS =
            " tasks { nodes { name status attempts { nodes { number status startedAt finishedAt"
                    + " steps { name reason } results { name value } } } } }";

    private static final String PEER_TASKS =
            " tasks(orderBy: POSITION_ASC) { nodes { name } } children(orderBy: CREATED_AT_ASC) { nodes { name status"
                    + " attempts(orderBy: NUMBER_ASC) { nodes { number status startedAt finishedAt steps results } } } }";

    private static final String COLUMNS =
            "select uid, namespace, name, pipeline_name, status, reason, message, created_at,"
                    + " started_at, finished_at, attempt_number from pipeline_run";

    private static final String ORDER = " order by created_at desc, uid desc limit 51";

    private static final List<String> CHILDREN = List.of(
            "select name, position, child_names from pipeline_task where pipeline_run_uid = any($0) order by position",
            "select uid, name, pipeline_task_name, status, created_at from shown_child where pipeline_run_uid = any($0)"
                    + " order by created_at, resource_version, name",
            "select task_run_uid, number, status, started_at, finished_at, steps, results from task_attempt"
                    + " where task_run_uid = any($2) order by number");

    static final List<ReadQuestion> ALL = List.of(
            new ReadQuestion("first page of 50", runs("", FIELDS), peerRuns("", FIELDS), List.of(COLUMNS + ORDER)),
            new ReadQuestion(
                    "page at depth 100,000",
                    runs(", after: \"" + DEPTH + "\"", FIELDS),
                    peerRuns(", after: \"" + DEPTH + "\"", FIELDS),
                    List.of(COLUMNS
                            + " where (created_at, uid) < (select created_at, uid from pipeline_run where uid = "
                            + DEPTH + ")" + ORDER)),
            new ReadQuestion(
                    "status FAILED",
                    runs(", filter: {statuses: [FAILED]}", FIELDS),
                    peerRuns(", condition: {status: \"FAILED\"}", FIELDS),
                    List.of(COLUMNS + " where status = 'FAILED'" + ORDER)),
            new ReadQuestion(
                    "namespace and status",
                    runs(", filter: {namespaces: [\"team-8\"], statuses: [FAILED]}", FIELDS),
                    peerRuns(", condition: {namespace: \"team-8\", status: \"FAILED\"}", FIELDS),
                    List.of(COLUMNS + " where namespace = 'team-8' and status = 'FAILED'" + ORDER)),
            new ReadQuestion(
                    "namespace, status and label",
                    runs(
                            ", filter: {namespaces: [\"team-8\"], statuses: [FAILED],"
                                    + " labels: [{key: \"app\", values: [\"app-8\"]}]}",
                            FIELDS),
                    peerRuns(
                            ", condition: {namespace: \"team-8\", status: \"FAILED\"},"
                                    + " filter: {labels: {contains: {app: \"app-8\"}}}",
                            FIELDS),
                    List.of(COLUMNS
                            + " where namespace = 'team-8' and status = 'FAILED' and labels @> '{\"app\": \"app-8\"}'"
                            + ORDER)),
            new ReadQuestion(
                    "a label that few runs have",
                    runs(", filter: {labels: [{key: \"rare\", values: [\"yes\"]}]}", FIELDS),
                    peerRuns(", filter: {labels: {contains: {rare: \"yes\"}}}", FIELDS),
                    List.of(COLUMNS + " where labels @> '{\"rare\": \"yes\"}'" + ORDER)),
            new ReadQuestion(
                    "a run with tasks, attempts, steps, results",
                    "{ pipelineRun(namespace: \"team-0\", name: \"run-500\") { " + FIELDS + TASKS + " } }",
                    "{ allRuns(condition: {namespace: \"team-0\", name: \"run-500\"}, orderBy: CREATED_AT_DESC, first: 1)"
                            + " { nodes { " + FIELDS + PEER_TASKS + " } } }",
                    with(COLUMNS + " where namespace = 'team-0' and name = 'run-500'" + ORDER)),
            new ReadQuestion(
                    "first page with tasks and attempts",
                    runs("", FIELDS + TASKS),
                    peerRuns("", FIELDS + PEER_TASKS),
                    with(COLUMNS + ORDER)),
            new ReadQuestion(
                    "lineage of 50 attempts",
                    "{ pipelineRun(namespace: \"long\", name: \"long-49\") { lineage { runs { nodes { " + FIELDS
                            + " } } } } }",
                    "{ allRuns(condition: {namespace: \"long\", name: \"long-49\"}, first: 1) { nodes { root { lineage("
                            + "orderBy: CREATED_AT_ASC) { nodes { " + FIELDS + " } } } } } }",
                    List.of(COLUMNS + " where root_uid = (select root_uid from pipeline_run where namespace = 'long'"
                            + " and name = 'long-49') order by created_at, retry_number, uid")),
            new ReadQuestion(
                    "totalCount",
                    "{ pipelineRuns { totalCount { value isExact } } }",
                    "{ allRuns { totalCount } }",
                    List.of("select count(*) from (select 1 from pipeline_run limit 10001) k")),
            alone(
                    "a page of the dashboard",
                    "{ changeCursor pipelineRuns(first: 50) { totalCount { value isExact } nodes { id namespace name"
                            + " pipelineName status reason message failureClass createdAt startedAt finishedAt duration"
                            + " attemptNumber viewerCanRetry source { repository revision branch pullRequest job url }"
                            + " lineage { id attemptCount outcome latest { id } } } pageInfo { hasNextPage hasPreviousPage"
                            + " startCursor endCursor } } }"),
            alone(
                    "facets",
                    "{ pipelineRunFacets { isExact statuses { value count } namespaces { value count }"
                            + " pipelines { value count } reasons { value count } } }"),
            alone(
                    "unresolvedFailures",
                    "{ unresolvedFailures(first: 50) { nodes { run { " + FIELDS + " failureClass } } pageInfo {"
                            + " hasNextPage endCursor } } }"),
            alone(
                    "report by namespace",
                    "{ reports { retries(groupBy: NAMESPACE, first: 20) { total rows { namespace figures { runs failedRuns"
                            + " } } } } }"));

    private static ReadQuestion alone(String name, String query) {
        return new ReadQuestion(name, query, "", List.of());
    }

    private static List<String> with(String runs) {
        return List.of(runs, CHILDREN.get(0), CHILDREN.get(1), CHILDREN.get(2));
    }

    private static String runs(String arguments, String fields) {
        return "{ pipelineRuns(first: 50" + arguments + ") { nodes { " + fields
                + " } pageInfo { hasNextPage endCursor } } }";
    }

    private static String peerRuns(String arguments, String fields) {
        return "{ allRuns(first: 50, orderBy: [CREATED_AT_DESC, UID_DESC]" + arguments + ") { nodes { " + fields
                + " } pageInfo { hasNextPage endCursor } } }";
    }
}
