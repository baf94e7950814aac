package io.tektonretry.retry;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody does in a story, and what comes in between.
 *
 * @param replica which replica does it
 * @param carries whether it carries on what is unfinished, as the scheduler does, instead of asking for a retry
 * @param key the idempotency key that is sent
 * @param isDelayed whether the retry is wanted an hour later
 * @param fate what befalls the thread
 * @param step at which step
 * @param lies what is broken on the way to the API server
 * @param truths for how many requests it is not
 */
record Act(
        int replica,
        boolean carries,
        @Nullable String key,
        boolean isDelayed,
        Fate.Kind fate,
        int step,
        Lies.Kind lies,
        int truths) {

    /** More than an undisturbed retry takes. */
    private static final int STEPS = 32;

    private static final int REQUESTS = 5;

    static Act draw(RandomGenerator random) {
        return new Act(
                random.nextInt(2),
                random.nextInt(4) == 0,
                random.nextInt(3) == 0 ? null : random.nextBoolean() ? "a" : "b",
                random.nextInt(5) == 0,
                one(random, Fate.Kind.NONE, Fate.Kind.DEATH, Fate.Kind.DEATH, Fate.Kind.SLEEP),
                1 + random.nextInt(STEPS),
                one(random, Lies.Kind.NONE, one(random, Lies.Kind.values())),
                random.nextInt(REQUESTS));
    }

    @SafeVarargs
    private static <T> T one(RandomGenerator random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
