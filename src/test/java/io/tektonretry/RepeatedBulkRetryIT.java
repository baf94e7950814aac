package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;

/** Calls once more with the key of a call that retried many runs, or would have. */
class RepeatedBulkRetryIT extends BulkRetryCalls {

    @Test
    void goesOnWithTheSameRunsAfterACrash() {
        IntStream.range(0, 4).forEach(i -> run("crash", "run-" + i, Map.of(), "Failed"));
        Map<String, Object> call =
                Map.of("filter", Map.of("namespaces", List.of("crash")), "idempotencyKey", "nightly-42");
        jdbc.sql("""
                create function fail() returns trigger language plpgsql as $$
                begin
                    if (select count(*) from retry_request where namespace = new.namespace) >= 2 then
                        raise exception 'the lights went out';
                    end if;
                    return new;
                end $$
                """).update();
        jdbc.sql("""
                create trigger crash before insert on retry_request
                   for each row when (new.namespace = 'crash') execute function fail()
                """).update();
        try {
            bulk(call).errors().satisfy(errors -> assertThat(errors).hasSize(1));
        } finally {
            jdbc.sql("drop function fail cascade").update();
        }
        run("crash", "failed-since", Map.of(), "Failed");

        Response answer = bulk(call);

        assertThat(created(answer)).containsExactlyInAnyOrder("run-0-r1", "run-1-r1", "run-2-r1", "run-3-r1");
        assertThat(results(answer))
                .extracting(result -> result.path("replayed").asBoolean())
                .containsExactly(true, true, false, false);
        assertThat(retriesIn("crash")).hasSize(4);
    }

    @Test
    void doesNothingTwiceWhenItIsCalledTwiceAtOnce() {
        IntStream.range(0, 4).forEach(i -> run("twice", "run-" + i, Map.of(), "Failed"));
        Map<String, Object> call = Map.of("filter", Map.of("namespaces", List.of("twice")), "idempotencyKey", "twice");

        List<CompletableFuture<Response>> calls = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> bulk(call)))
                .toList();

        assertThat(calls)
                .allSatisfy(answer -> assertThat(created(answer.join()))
                        .containsExactlyInAnyOrder("run-0-r1", "run-1-r1", "run-2-r1", "run-3-r1"));
        assertThat(retriesIn("twice")).hasSize(4);
    }

    @Test
    void refusesAKeyThatWasUsedForSomethingElse() {
        run("key", "one", Map.of(), "Failed");
        Map<String, Object> filter = Map.of("namespaces", List.of("key"));

        bulk(Map.of("filter", filter, "idempotencyKey", "k"));

        bulk(Map.of("filter", filter, "idempotencyKey", "k", "strategy", "ALL_TASKS"))
                .path("retryPipelineRuns")
                .matchesJson("""
                        {"results": [], "userErrors": [{"code": "IDEMPOTENCY_KEY_REUSED", "field": ["input", "idempotencyKey"]}]}
                        """);
    }
}
