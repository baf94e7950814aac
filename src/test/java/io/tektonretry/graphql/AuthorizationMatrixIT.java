package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.Probe.Rule;
import io.tektonretry.report.fact.ReportFacts;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tries every field of {@link GuardedFields} as every role, on a run of a namespace that some of them may see and on one of another
 * namespace.
 */
@GraphQlContext
@TestInstance(Lifecycle.PER_CLASS)
class AuthorizationMatrixIT {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    ReportFacts facts;

    @LocalServerPort
    int port;

    @SuppressWarnings("NullAway.Init")
    private MatrixWorld world;

    @BeforeAll
    void build() {
        world = new MatrixWorld(cluster, jdbc, recorded, port);
        while (facts.advance(100)) {}
    }

    @AfterAll
    void leave() {
        world.leave();
    }

    static Stream<String> fields() {
        return GuardedFields.PROBES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void givesEveryRoleWhatItMayHaveAndNoMore(String field) {
        Probe probe = Objects.requireNonNull(GuardedFields.PROBES.get(field));
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
        return GuardedFields.NODES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void findsNodesOfEveryTypeForThoseWhoMaySeeTheirRun(String type) {
        String document = "{ node(id: \"<%s>\") { __typename id } }".formatted(GuardedFields.NODES.get(type));
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
}
