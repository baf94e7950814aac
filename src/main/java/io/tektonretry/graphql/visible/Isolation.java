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

/** Does something for many at once; where that fails, for ever fewer of them, until the one that is at fault fails alone. */
public final class Isolation {

    private Isolation() {}

    /**
     * Does it for all.
     *
     * @param failed is told which ones could not be done
     * @throws RuntimeException when none of them is at fault, but the database, the API server or the size of all
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
