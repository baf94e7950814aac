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
 * Asks what callers may do, and no faster on behalf of one caller than is good for the API server. A caller who asks for more waits, and
 * is turned away when the wait would be long.
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
     * @throws AccessUndecidedException when nobody can say
     * @throws RateLimitedException when too much was asked lately on behalf of the caller
     */
    boolean allows(Caller caller, Right right) {
        take(caller, 1);
        return ask(caller, () -> authorizer.allows(caller, right));
    }

    /**
     * The answers to many questions on behalf of one caller, who waits before they are asked and not while others could be answered.
     *
     * @param reviews how many rights each answer needs at most
     * @param ask asks an authorizer that has no pace
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
