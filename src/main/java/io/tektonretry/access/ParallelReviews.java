package io.tektonretry.access;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Answers many questions in parallel, with a limit over all callers to protect the API server. */
@Component
final class ParallelReviews {

    static final int AT_ONCE = 16;

    private static final int IDLE_SECONDS = 10;

    private final Executor threads = threads();

    /**
     * The answers to the questions.
     *
     * @throws AccessUndecidedException when one can't be answered; the questions not asked yet are dropped
     */
    <Q> Map<Q, Boolean> answers(Collection<? extends Q> questions, Predicate<Q> ask) {
        Map<Q, CompletableFuture<Boolean>> answers = new HashMap<>();
        questions.forEach(question ->
                answers.computeIfAbsent(question, asked -> supplyAsync(() -> ask.test(asked), threads)));
        try {
            return answers.entrySet().stream()
                    .collect(
                            toMap(Map.Entry::getKey, answer -> answer.getValue().join()));
        } catch (CompletionException e) {
            answers.values().forEach(answer -> answer.cancel(false));
            throw e.getCause() instanceof AccessUndecidedException undecided ? undecided : e;
        }
    }

    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static CustomizableThreadFactory factory() {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("access-");
        factory.setDaemon(true);
        return factory;
    }
}
