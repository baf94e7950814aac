package io.tektonretry.graphql.visible;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.graphql.error.AnswerTooLargeException;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.web.OverloadedException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dataloader.Try;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;

/** Processes items in batches; a failed batch is halved until the item at fault fails alone. */
public final class Isolation {

    private Isolation() {}

    /**
     * Processes all items.
     *
     * @param failed receives the items that failed
     * @throws RuntimeException when no item is at fault, but the database, the API server or the total size
     */
    public static <T> void each(List<T> all, Consumer<List<T>> work, BiConsumer<T, Throwable> failed) {
        if (all.isEmpty()) {
            return;
        }
        Try<?> tried = Try.tryCall(() -> {
            work.accept(all);
            return all;
        });
        if (tried.isFailure()) {
            isolate(all, work, failed, tried.getThrowable());
        }
    }

    private static <T> void isolate(
            List<T> all, Consumer<List<T>> work, BiConsumer<T, Throwable> failed, Throwable cause) {
        if (isOfNone(cause)) {
            throw (RuntimeException) cause;
        } else if (all.size() == 1) {
            failed.accept(all.get(0), cause);
        } else {
            int half = all.size() / 2;
            each(all.subList(0, half), work, failed);
            each(all.subList(half, all.size()), work, failed);
        }
    }

    private static boolean isOfNone(Throwable e) {
        return DatabaseOutage.isCauseOf(e)
                || e instanceof QueryTimeoutException
                || e instanceof BadSqlGrammarException
                || e instanceof AccessUndecidedException
                || e instanceof AnswerTooLargeException
                || e instanceof OverloadedException;
    }
}
