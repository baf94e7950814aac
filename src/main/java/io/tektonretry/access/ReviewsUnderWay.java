package io.tektonretry.access;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Limits how many calls wait for reviews at a time. Further calls wait while the API server answers, and are rejected
 * when it hangs, so that it cannot block all threads of the service.
 */
@Component
final class ReviewsUnderWay {

    /** After this time without any answer, the API server counts as hanging. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final int LOOK_MILLIS = 50;

    private final int most;
    private final Duration silence;
    private final Semaphore free;
    private boolean hasFailed;
    private long lastSign;

    @Autowired
    ReviewsUnderWay(AccessProperties properties) {
        this(properties, SILENCE);
    }

    ReviewsUnderWay(AccessProperties properties, Duration silence) {
        this.most = properties.maxReviewsUnderWay();
        this.silence = silence;
        this.free = new Semaphore(most);
    }

    /** Asks as soon as there is room; throws the {@code refusal} when there is none in time. */
    <T> T ask(Supplier<T> question, Function<String, ? extends RuntimeException> refusal) {
        if (!isAdmitted()) {
            throw refusal.apply("%,d calls already wait for reviews by the API server".formatted(most));
        }
        boolean isAnswered = false;
        try {
            T answer = question.get();
            isAnswered = true;
            return answer;
        } finally {
            ended(isAnswered);
            free.release();
        }
    }

    private boolean isAdmitted() {
        long end = System.nanoTime() + AccessConfiguration.PATIENCE.toNanos();
        begun();
        try {
            boolean isAdmitted = free.tryAcquire();
            while (!isAdmitted && !hangs() && System.nanoTime() < end) {
                isAdmitted = free.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            return isAdmitted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The silence starts with the first question after an idle time, unless the last question failed. */
    private synchronized void begun() {
        if (!hasFailed && free.availablePermits() == most) {
            lastSign = System.nanoTime();
        }
    }

    private synchronized void ended(boolean isAnswered) {
        hasFailed = !isAnswered;
        if (isAnswered) {
            lastSign = System.nanoTime();
        }
    }

    private synchronized boolean hangs() {
        return System.nanoTime() - lastSign >= silence.toNanos();
    }
}
