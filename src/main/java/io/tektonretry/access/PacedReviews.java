package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Asks what callers may do, at a limited rate per caller to protect the API server. A caller over the limit waits, and
 * is rejected if the wait would be long.
 */
@Component
final class PacedReviews {

    private static final int CALLERS = 10_000;

    private final Authorizer authorizer;
    private final ParallelReviews questions;
    private final ReviewsUnderWay underWay;
    private final int perSecond;
    private final LoadingCache<String, Bucket> buckets;

    PacedReviews(
            Authorizer authorizer, ParallelReviews questions, ReviewsUnderWay underWay, AccessProperties properties) {
        this.underWay = underWay;
        this.authorizer = authorizer;
        this.questions = questions;
        this.perSecond = properties.maxReviewsPerSecond();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(caller -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build());
    }

    /**
     * Whether the caller has the right.
     *
     * @throws AccessUndecidedException when that cannot be decided
     * @throws RateLimitedException when the caller has exceeded the rate limit
     */
    boolean allows(Caller caller, Right right) {
        take(caller, 1);
        return ask(caller, () -> authorizer.allows(caller, right));
    }

    /**
     * Answers many questions of one caller. The caller waits for the rate limit before it takes a place in {@link
     * ReviewsUnderWay}.
     *
     * @param reviews maximum number of rights that each answer needs
     * @param ask asks an authorizer without a rate limit
     */
    <Q> Map<Q, Boolean> answers(
            Caller caller, Collection<? extends Q> asked, int reviews, BiPredicate<Authorizer, Q> ask) {
        take(caller, asked.size() * reviews);
        return ask(caller, () -> questions.answers(asked, question -> ask.test(authorizer, question)));
    }

    private <T> T ask(Caller caller, Supplier<T> question) {
        return isNobody(caller) ? question.get() : underWay.ask(question, AccessUndecidedException::new);
    }

    private static boolean isNobody(Caller caller) {
        return caller.authentication() == Caller.Authentication.NONE;
    }

    private void take(Caller caller, int reviews) {
        if (isNobody(caller)) {
            return;
        }
        long end = System.nanoTime() + AccessConfiguration.PATIENCE.toNanos();
        Bucket bucket = buckets.get(caller.name());
        for (int left = reviews; left > 0; left -= perSecond) {
            long patience = Math.max(1, end - System.nanoTime());
            if (!bucket.asBlocking().tryConsumeUninterruptibly(Math.min(left, perSecond), Duration.ofNanos(patience))) {
                throw new RateLimitedException(
                        "This request needs more than %d access reviews a second".formatted(perSecond),
                        Duration.ofSeconds(1));
            }
        }
    }
}
