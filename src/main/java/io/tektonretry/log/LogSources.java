package io.tektonretry.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks one place after another for a log, until one has it. */
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

    /** That a place could not be asked is worth more to the caller than that another one has nothing; of two reasons the first counts. */
    private static LogAnswer better(LogAnswer before, LogAnswer next) {
        boolean isNews = next instanceof LogAnswer.Opened
                || before == NOWHERE
                || (next instanceof LogAnswer.Failed && before instanceof LogAnswer.Absent);
        return isNews ? next : before;
    }
}
