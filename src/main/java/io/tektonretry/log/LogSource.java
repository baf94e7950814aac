package io.tektonretry.log;

import java.util.concurrent.CompletableFuture;

/** A source of logs. */
interface LogSource {

    /**
     * Requests a log; never completes exceptionally.
     *
     * @param gone completes when the caller no longer waits, which cancels the request
     */
    CompletableFuture<LogAnswer> open(LogQuery query, CompletableFuture<Void> gone);
}
