package io.tektonretry.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks the sources one after another until one has the log. */
final class LogSources implements LogSource {

    private static final LogAnswer NOWHERE = new LogAnswer.Absent("no source of logs is configured");

    private final List<LogSource> sources;

    LogSources(List<LogSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public CompletableFuture<LogAnswer> open(LogQuery query, CompletableFuture<Void> gone) {
        CompletableFuture<LogAnswer> answer = CompletableFuture.completedFuture(NOWHERE);
        for (LogSource source : sources) {
            answer = answer.thenCompose(before -> before instanceof LogAnswer.Opened || gone.isDone()
                    ? CompletableFuture.completedFuture(before)
                    : source.open(query, gone).thenApply(next -> better(before, next)));
        }
        return answer;
    }

    /** A failed source matters more to the caller than one without the log; the first of two equal reasons wins. */
    private static LogAnswer better(LogAnswer before, LogAnswer next) {
        boolean isNews = next instanceof LogAnswer.Opened
                || before == NOWHERE
                || (next instanceof LogAnswer.Failed && before instanceof LogAnswer.Absent);
        return isNews ? next : before;
    }
}
