package io.tektonretry.demo;

import io.tektonretry.demo.Sketch.Again;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.request.SentPlan;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.RetryOptions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import tools.jackson.databind.node.ObjectNode;

/** The requests for retries of the past, stored in the steps in which the service stores them. */
final class PastRequests {

    /** A retry begins at least so long ago that it has ended by now, for each second that its tasks usually take. */
    private static final double MARGIN = 1.5;

    private static final String ANY_HASH = "0".repeat(64);

    private final RetryRequests requests;
    private final JdbcOperations jdbc;

    /** The run that a request has created, without its spec. */
    record Created(ObjectNode run) {}

    PastRequests(RetryRequests requests, JdbcOperations jdbc) {
        this.requests = requests;
        this.jdbc = jdbc;
    }

    /** Requests a retry of the last run; null when it would still run. */
    @Nullable
    Created created(Sketch sketch, WrittenRun root, WrittenRun last, Again again, int number, Instant now) {
        Instant at = last.end().plus(again.later());
        long usual =
                sketch.pipeline().tasks().stream().mapToLong(DemoTask::seconds).sum();
        if (at.plusSeconds(Math.round(MARGIN * usual)).isAfter(now)) {
            return null;
        }
        UUID id = RunWriter.uid("request " + last.uid());
        RetryRequest request = new RetryRequest(
                id,
                root.uid(),
                number,
                last.uid(),
                sketch.pipeline().namespace(),
                root.name() + "-r" + number,
                again.requester(),
                at,
                StoredOptions.write(RetryOptions.defaults()),
                null,
                again.reason(),
                null,
                null,
                RetryRequestState.SCHEDULED,
                List.of(),
                false,
                null,
                null,
                null,
                null);
        SentPlan sent = new SentPlan(List.of(), ANY_HASH, null, false, false, null);
        RetryRequests.Claimed claimed = requests.claim(request, sent, at, "retry", at)
                .orElseThrow(
                        () -> new IllegalStateException("The retry %s is claimed already".formatted(request.name())));
        ObjectNode run = RunMetadata.retry(sketch, root, last, request, claimed.proof(), at.plusSeconds(1));
        UUID uid = UUID.fromString(run.path("metadata").path("uid").asString());
        Exchange exchange = new Exchange(jdbc);
        var unused = RetryRequests.created(id, uid, request.name(), at.plusSeconds(1), exchange);
        exchange.send();
        return new Created(run);
    }
}
