package io.tektonretry.log;

import java.util.concurrent.CompletableFuture;

/** A place where logs are. */
interface LogSource {

    /**
     * Asks for a log; completes normally in any case.
     *
     * @param gone completes when nobody wants it any more, upon which it is let go
     */
    CompletableFuture<LogAnswer> open(LogQuery query, CompletableFuture<Void> gone);
}
