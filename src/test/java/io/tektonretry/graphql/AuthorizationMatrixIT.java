package io.tektonretry.graphql;

import static graphql.schema.GraphQLTypeUtil.unwrapAll;
import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.Probe.Rule;
import io.tektonretry.history.RunRecorder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tries every field at the root of the schema as every role, on a run of a namespace that some of them may see and on one of another
 * namespace. The fields are those of the schema: one that has no entry here fails a test with its name.
 *
 * <p>A new field of Query or Mutation gets an entry in {@link #PROBES}: a document that asks for the run of the placeholders, or for a
 * list that it is in, and reads its {@code name}; and the rule that says who may have it. A field of Subscription gets its name in
 * {@link #SUBSCRIPTIONS} with the test that tries it. A field anywhere else that gives objects with an id gets its name
 * in {@link #OF_THE_SAME_NAMESPACE} when these are of the namespace of the object that it is a field of, and in {@link #CHECKED} when it
 * asks for the right itself, with the test that shows so. A type of such objects gets a placeholder in {@link #NODES}.
 */
@GraphQlContext
@TestInstance(Lifecycle.PER_CLASS)
class AuthorizationMatrixIT {

    private static final Map<String, Probe> PROBES = Map.ofEntries(
            Map.entry("node", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { node(id: "<run>") { ... on PipelineRun { name } } }""")),
            Map.entry("nodes", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { nodes(ids: ["<lineage>", "<request>"]) {
                        ... on RetryLineage { root { name } } ... on RetryRequest { run { name } } } }""")),
            Map.entry("pipelineRun", new Probe(Rule.SHOWS_TO_GETTERS, """
                    { pipelineRun(namespace: "<namespace>", name: "<name>") { name } }""")),
            Map.entry("pipelineRuns", new Probe(Rule.SHOWS_TO_LISTERS, """
                    { all: pipelineRuns { nodes { name } }
                      some: pipelineRuns(filter: {namespaces: ["<namespace>"]}) { nodes { name } } }""")),
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

    private static final Map<String, Class<?>> SUBSCRIPTIONS = Map.of(
            "pipelineRunChanged",
            LiveIT.class,
            "pipelineRunsChanged",
            LiveIT.class,
            "retryLineageChanged",
            LiveIT.class);

    /** The placeholder of {@link Probe} for an id of each type that {@code node} finds. */
    private static final Map<String, String> NODES = Map.of(
            "PipelineRun", "run",
            "PipelineTask", "task",
            "TaskAttempt", "attempt",
            "RetryLineage", "lineage",
            "RetryRequest", "request");

    private static final Set<String> OF_THE_SAME_NAMESPACE = Set.of(
            "CancelRetryRequestPayload.request",
            "PipelineRun.lineage",
            "PipelineRun.retries",
            "PipelineRun.retryOf",
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
            "TaskAttemptEdge.node");

    private static final Map<String, Class<?>> CHECKED = Map.of(
            "AuditEvent.run", AuditReadsIT.class,
            "AuditEvent.resultRun", AuditReadsIT.class,
            "PipelineRunChange.run", LiveIT.class,
            "PipelineRunChange.task", LiveIT.class);

    private final GraphQLSchema schema;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ApiServerDouble cluster;

    @LocalServerPort
    int port;

    @SuppressWarnings("NullAway.Init")
    private MatrixWorld world;

    AuthorizationMatrixIT(@Autowired GraphQlSource source) {
        this.schema = source.schema();
    }

    @BeforeAll
    void build() {
        world = new MatrixWorld(cluster, jdbc, recorder, port);
    }

    @AfterAll
    void leave() {
        world.leave();
    }

    @Test
    void everyRootFieldHasAProbe() {
        Set<String> fields = new TreeSet<>(names(schema.getQueryType()));
        fields.addAll(names(Objects.requireNonNull(schema.getMutationType())));

        assertThat(fields).containsExactlyInAnyOrderElementsOf(PROBES.keySet());
        assertThat(schema.getSubscriptionType() == null ? Set.of() : names(schema.getSubscriptionType()))
                .isEqualTo(SUBSCRIPTIONS.keySet());
    }

    @Test
    void everyTypeOfNodesIsTried() {
        assertThat(nodeTypes()).containsExactlyInAnyOrderElementsOf(NODES.keySet());
    }

    @Test
    void everyFieldThatGivesNodesIsKnownToBeGuarded() {
        Set<String> roots = Set.of("Query", "Mutation", "Subscription");
        Set<String> known = new TreeSet<>(OF_THE_SAME_NAMESPACE);
        known.addAll(CHECKED.keySet());

        assertThat(schema.getAllTypesAsList().stream()
                        .filter(GraphQLObjectType.class::isInstance)
                        .map(GraphQLObjectType.class::cast)
                        .filter(type -> !roots.contains(type.getName()))
                        .flatMap(type -> type.getFields().stream()
                                .filter(this::givesNodes)
                                .map(field -> type.getName() + "." + field.getName())))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    static Stream<String> fields() {
        return PROBES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void givesEveryRoleWhatItMayHaveAndNoMore(String field) {
        Probe probe = Objects.requireNonNull(PROBES.get(field));
        for (Role role : Role.values()) {
            for (String namespace : new String[] {MatrixWorld.A, MatrixWorld.B}) {
                var answer = world.ask(role, probe.document(), namespace);
                String expected = expected(probe.rule(), role, namespace);
                assertThat(actual(probe.rule(), answer.statusCode(), answer.body(), namespace))
                        .as("%s as %s in %s: %s", field, role, namespace, answer.body())
                        .isEqualTo(expected);
            }
        }
    }

    static Stream<String> nodes() {
        return NODES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void findsNodesOfEveryTypeForThoseWhoMaySeeTheirRun(String type) {
        String document = "{ node(id: \"<%s>\") { __typename id } }".formatted(NODES.get(type));
        for (Role role : Role.values()) {
            for (String namespace : new String[] {MatrixWorld.A, MatrixWorld.B}) {
                var answer = world.ask(role, document, namespace);
                String found = answer.body().contains('"' + type + '"') ? "SHOWN" : "HIDDEN";
                assertThat(answer.statusCode() == 401 ? "UNAUTHENTICATED" : found)
                        .as("%s as %s in %s: %s", type, role, namespace, answer.body())
                        .isEqualTo(expected(Rule.SHOWS_TO_GETTERS, role, namespace));
            }
        }
    }

    /** A subscription to many runs is silent where there is nothing to tell: {@link LiveIT} tries who hears of what. */
    @ParameterizedTest
    @ValueSource(strings = {"pipelineRunChanged(id: \"<run>\"", "retryLineageChanged(id: \"<lineage>\""})
    void tellsEveryRoleOfTheRunsThatItMaySeeAndOfNoOther(String field) {
        String document = "subscription { %s, after: \"<cursor>\") { run { name } } }".formatted(field);
        for (Role role : Role.values()) {
            for (String namespace : new String[] {MatrixWorld.A, MatrixWorld.B}) {
                String told = world.follow(role, document, namespace);
                String shown = told.contains("RUN_NOT_FOUND") ? "HIDDEN" : "SHOWN";
                assertThat(told.isEmpty() ? "UNAUTHENTICATED" : shown)
                        .as("%s as %s in %s: %s", field, role, namespace, told)
                        .isEqualTo(expected(Rule.SHOWS_TO_GETTERS, role, namespace));
                assertThat(told.contains(world.secret(namespace)))
                        .as(told)
                        .isEqualTo(shown.equals("SHOWN") && !told.isEmpty());
            }
        }
    }

    private static String expected(Rule rule, Role role, String namespace) {
        if (role == Role.ANONYMOUS) {
            return "UNAUTHENTICATED";
        }
        return switch (rule) {
            case SHOWS_TO_GETTERS -> role.mayGet(namespace) ? "SHOWN" : "HIDDEN";
            case SHOWS_TO_LISTERS -> role.mayList(namespace) ? "SHOWN" : "HIDDEN";
            case SHOWS_TO_AUDITORS -> role.mayAudit(namespace) ? "SHOWN" : "HIDDEN";
            case SHOWS_NO_RUN -> "HIDDEN";
            case RETRIES -> !role.mayGet(namespace) ? "NOT_FOUND" : role.mayRetry(namespace) ? "ALLOWED" : "FORBIDDEN";
        };
    }

    private String actual(Rule rule, int status, String body, String namespace) {
        if (status == 401) {
            return "UNAUTHENTICATED";
        }
        if (rule == Rule.RETRIES) {
            return Stream.of("NOT_FOUND", "FORBIDDEN")
                    .filter(body::contains)
                    .findFirst()
                    .orElse("ALLOWED");
        }
        return body.contains(world.secret(namespace)) ? "SHOWN" : "HIDDEN";
    }

    private boolean givesNodes(GraphQLFieldDefinition field) {
        String type = unwrapAll(field.getType()).getName();
        return nodeTypes()
                .anyMatch(node ->
                        List.of(node, node + "Edge", node + "Connection").contains(type));
    }

    private Stream<String> nodeTypes() {
        return schema.getImplementations((GraphQLInterfaceType) Objects.requireNonNull(schema.getType("Node"))).stream()
                .map(GraphQLObjectType::getName);
    }

    private static Set<String> names(GraphQLObjectType type) {
        return new TreeSet<>(
                type.getFields().stream().map(GraphQLFieldDefinition::getName).toList());
    }
}
