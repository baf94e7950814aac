package io.tektonretry.log;

import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.PodLog;
import io.tektonretry.tekton.PodLogs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Reads logs from pods. */
final class PodLogSource implements LogSource {

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final PodLogs pods;
    private final Duration patience;

    PodLogSource(PodLogs pods, Duration patience) {
        this.pods = pods;
        this.patience = patience;
    }

    @Override
    public CompletableFuture<LogAnswer> open(LogQuery query, CompletableFuture<Void> gone) {
        return pods.open(
                        new PodLog.Query(
                                query.namespace(),
                                query.pod(),
                                query.container(),
                                query.follow(),
                                query.tail(),
                                query.start(),
                                null),
                        patience)
                .thenCompose(log -> answer(log, gone));
    }

    private static CompletableFuture<LogAnswer> answer(PodLog log, CompletableFuture<Void> gone) {
        return log instanceof PodLog.Opened opened
                ? CheckedLog.of(opened.body(), gone)
                : CompletableFuture.completedFuture(refusal(((PodLog.Refused) log).failure()));
    }

    /** The API server answers 400 for a container that has not started, or that its node has forgotten. */
    private static LogAnswer refusal(ClusterFailure failure) {
        return switch (failure.code()) {
            case BAD_REQUEST, NOT_FOUND -> new LogAnswer.Absent(failure.message());
            case FORBIDDEN ->
                new LogAnswer.Failed(new LogProblem(
                        502,
                        "CLUSTER_UNAVAILABLE",
                        "The service does not have the right to get pods/log in this namespace."));
            case 0 ->
                new LogAnswer.Failed(new LogProblem(
                        504,
                        "CLUSTER_UNAVAILABLE",
                        "The API server does not answer: %s.".formatted(failure.message())));
            default ->
                new LogAnswer.Failed(new LogProblem(
                        502,
                        "CLUSTER_UNAVAILABLE",
                        "The API server did not return the log: %s.".formatted(failure.message())));
        };
    }
}
