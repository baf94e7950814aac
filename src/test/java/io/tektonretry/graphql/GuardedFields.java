package io.tektonretry.graphql;

import io.tektonretry.graphql.Probe.Rule;
import java.util.Map;
import java.util.Set;

/**
 * The fields of the schema, each with what shows that it gives nobody more than the caller may see.
 *
 * <p>A new field of Query or Mutation gets an entry in {@link #PROBES}: a document that asks for the run of the placeholders, or for a
 * list that it is in, and reads its {@code name}; and the rule that says who may have it. A field of Subscription gets its name in
 * {@link #SUBSCRIPTIONS} with the test that tries it. A field anywhere else that gives objects with an id gets its name
 * in {@link #OF_THE_SAME_NAMESPACE} when these are of the namespace of the object that it is a field of, and in {@link #CHECKED} when it
 * asks for the right itself, with the test that shows so. A type of such objects gets a placeholder in {@link #NODES}.
 */
final class GuardedFields {

    static final Map<String, Probe> PROBES = Map.ofEntries(
            Map.entry("node", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { node(id: "<run>") { ... on PipelineRun { name } } }""")),
            Map.entry("nodes", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { nodes(ids: ["<lineage>", "<request>"]) {
                        ... on RetryLineage { root { name } } ... on RetryRequest { run { name } } } }""")),
            Map.entry("lineage", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { lineage(id: "<lineage>") { root { name } runs { nodes { name } } } }""")),
            Map.entry("pipelineRun", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { pipelineRun(namespace: "<namespace>", name: "<name>") { name } }""")),
            Map.entry("pipelineRuns", new Probe(Rule.SHOWS_TO_LISTERS, """
                    { all: pipelineRuns { nodes { name } }
                      some: pipelineRuns(filter: {namespaces: ["<namespace>"]}) { nodes { name } } }""")),
            // A retry of the runs may be under way, so that they are no failures any more: UnresolvedFailuresIT tries
            // who
            // sees them.
            Map.entry("unresolvedFailures", new Probe(Rule.SHOWS_NO_RUN, """
                    { unresolvedFailures(filter: {namespaces: ["<namespace>"], statuses: [INTERRUPTED]}) { nodes { run { name } } } }""")),
            Map.entry("pipelineRunFacets", new Probe(Rule.SHOWS_TO_LISTERS, """
                    { all: pipelineRunFacets { pipelines { value } }
                      some: pipelineRunFacets(filter: {namespaces: ["<namespace>"]}) { pipelines { value } } }""")),
            Map.entry("reports", new Probe(Rule.SHOWS_TO_LISTERS, """
                    { all: reports(filter: {during: {from: "2026-11-01T00:00:00Z", to: "2027-01-31T00:00:00Z"}}) { retries(first: 100) { rows { pipelineName } } }
                      some: reports(filter: {namespaces: ["<namespace>"], during: {from: "2026-11-01T00:00:00Z", to: "2027-01-31T00:00:00Z"}}) {
                        retries(first: 100) { rows { pipelineName } } } }""")),
            Map.entry("retryPlan", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { retryPlan(input: {runId: "<run>"}) { run { name } } }""")),
            Map.entry("retryRequests", new Probe(Rule.SHOWS_TO_LISTERS, """
                    { all: retryRequests { nodes { run { name } } }
                      some: retryRequests(filter: {namespaces: ["<namespace>"]}) { nodes { run { name } } } }""")),
            // A retry of the runs may be waiting, so that only now and then one is safe to prune: PruneIT tries who
            // sees it.
            Map.entry("safeToPrune", new Probe(Rule.SHOWS_NO_RUN, """
                    { safeToPrune(namespace: "<namespace>", finishedBefore: "2000-01-01T00:00:00Z") { name } }""")),
            Map.entry("mirrorStatus", new Probe(Rule.SHOWS_NO_RUN, """
                    { mirrorStatus { connected kinds { kind failure } gaps { reason } quarantinedCount } }""")),
            Map.entry("changeCursor", new Probe(Rule.SHOWS_NO_RUN, "{ changeCursor }")),
            Map.entry("viewer", new Probe(Rule.SHOWS_NO_RUN, "{ viewer { name groups } }")),
            Map.entry("auditEvents", new Probe(Rule.SHOWS_TO_AUDITORS, """
                    { auditEvents { nodes { runName } } }""")),
            Map.entry("retryPipelineRun", new Probe(Rule.RETRIES, """
                    mutation { retryPipelineRun(input: {runId: "<run>"}) { userErrors { code } } }""")),
            Map.entry("retryPipelineRuns", new Probe(Rule.RETRIES, """
                    mutation { retryPipelineRuns(input: {runIds: ["<run>"]}) { results { userErrors { code } } } }""")),
            Map.entry("cancelRetryRequest", new Probe(Rule.RETRIES, """
                    mutation { cancelRetryRequest(input: {id: "<request>"}) { userErrors { code } } }""")));

    static final Map<String, Class<?>> SUBSCRIPTIONS = Map.of(
            "pipelineRunChanged",
            LiveIT.class,
            "pipelineRunsChanged",
            LiveIT.class,
            "retryLineageChanged",
            LiveIT.class);

    /** The placeholder of {@link Probe} for an id of each type that {@code node} finds. */
    static final Map<String, String> NODES = Map.of(
            "PipelineRun", "run",
            "PipelineTask", "task",
            "TaskAttempt", "attempt",
            "RetryLineage", "lineage",
            "RetryRequest", "request");

    static final Set<String> OF_THE_SAME_NAMESPACE = Set.of(
            "CancelRetryRequestPayload.request",
            "FailedTask.attempt",
            "PipelineRun.lineage",
            "PipelineRun.retries",
            "PipelineRun.retryOf",
            "PipelineRun.sameCommitRuns",
            "PipelineRun.tasks",
            "PipelineRunConnection.edges",
            "PipelineRunConnection.nodes",
            "PipelineRunEdge.node",
            "PipelineTask.attempts",
            "PipelineTask.latestAttempt",
            "PipelineTask.lineageAttempts",
            "PipelineTask.reusedFrom",
            "PipelineTask.run",
            "PipelineTaskConnection.edges",
            "PipelineTaskConnection.nodes",
            "PipelineTaskEdge.node",
            "RetryLineage.latest",
            "RetryLineage.root",
            "RetryLineage.runs",
            "RetryPipelineRunPayload.request",
            "RetryPipelineRunPayload.run",
            "RetryPipelineRunUserError.relatedRun",
            "RetryPipelineRunsResult.request",
            "RetryPipelineRunsResult.retryOf",
            "RetryPipelineRunsResult.run",
            "RetryPlan.run",
            "RetryRefusal.relatedRun",
            "RetryRequest.createdRun",
            "RetryRequest.run",
            "RetryRequestConnection.edges",
            "RetryRequestConnection.nodes",
            "RetryRequestEdge.node",
            "TaskAttempt.run",
            "TaskAttemptConnection.edges",
            "TaskAttemptConnection.nodes",
            "TaskAttemptEdge.node",
            "UnresolvedFailure.run");

    static final Map<String, Class<?>> CHECKED = Map.of(
            "AuditEvent.run", AuditReadsIT.class,
            "AuditEvent.resultRun", AuditReadsIT.class,
            "PipelineRunChange.run", LiveIT.class,
            "PipelineRunChange.task", LiveIT.class);

    private GuardedFields() {}
}
