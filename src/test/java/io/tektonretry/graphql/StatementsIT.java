package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.postgres.StatementLog;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

@GraphQlContext
class StatementsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    StatementLog statements;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @Test
    void aPageCostsTheSameNumberOfStatementsHoweverManyRunsItHas() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 100);

        List<String> forOne = statementsFor(1);
        assertThat(statementsFor(20)).hasSameSizeAs(forOne);
        assertThat(statementsFor(100)).hasSameSizeAs(forOne);
    }

    @Test
    void soDoesAPageOfRetriesAndTheRunsThatTheyRetry() {
        recorded.record("a-chain-stops-at-its-middle-task", 50);

        assertThat(statementsFor(100)).hasSameSizeAs(statementsFor(60));
    }

    private List<String> statementsFor(int runs) {
        return statements.during(() -> api.documentName("dashboard")
                .variable("first", runs)
                .execute()
                .path("pipelineRuns.nodes")
                .entityList(Object.class)
                .hasSize(runs));
    }
}
