package io.tektonretry.log;

import java.util.concurrent.CompletableFuture;

/** A place where logs are. */
interface LogSource {

    /** Asks for a log; completes normally in any case. */
    CompletableFuture<LogAnswer> open(LogQuery query);
}
