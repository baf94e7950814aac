package io.tektonretry.access;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Lets few calls at a time wait for reviews of the API server. Others wait for these as long as the API server answers any, so that one
 * that hangs does not hold all threads of the service.
 */
@Component
final class ReviewsUnderWay {

    /** An API server that has answered nothing for so long hangs. */
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

    /** Asks once there is room for another call that waits, or throws what is made of the reason why there is none. */
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

    /** Silence counts from the first question after a time without any, unless the last one had no answer. */
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
