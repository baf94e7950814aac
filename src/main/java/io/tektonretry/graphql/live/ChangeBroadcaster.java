package io.tektonretry.graphql.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import io.tektonretry.history.change.ChangeScope;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The newest changes for all subscribers of this replica: one reads, and wakes the others when there is something. */
public @Component final class ChangeBroadcaster {

    private final ChangeReader reading;
    private final LiveProperties properties;
    private final SubscriptionSlots slots;
    private final Sinks.Many<Long> news = Sinks.many().multicast().directBestEffort();
    private volatile @Nullable ChangeTail tail;
    private final AtomicInteger era = new AtomicInteger();
    private Instant woken = Instant.MIN;
    private volatile Instant refreshed = Instant.now();

    ChangeBroadcaster(ChangeReader reading, LiveProperties properties, SubscriptionSlots slots, MeterRegistry meters) {
        this.reading = reading;
        this.properties = properties;
        this.slots = slots;
        TimeGauge.builder("live.lag", () -> lag().toMillis() / 1000.0, TimeUnit.SECONDS)
                .register(meters);
    }

    /** How long ago changes were read. */
    Duration lag() {
        return Duration.between(refreshed, Instant.now());
    }

    /** What was read last. */
    public ChangeTail tail() {
        ChangeTail read = tail;
        if (read == null) {
            throw new DataAccessResourceFailureException("Changes have not been read yet");
        }
        return read;
    }

    /** Changes when the database holds another history than before, so that no place means anything any more. */
    int era() {
        return era.get();
    }

    /** Something comes whenever there may be new changes, and now and then without. */
    public Flux<Long> news() {
        return news.asFlux();
    }

    /** Whether everything after the place can still be read. */
    boolean reachesBackTo(long place) {
        return tail().reachesBackTo(place) || reading.span().reachesBackTo(place);
    }

    /** Changes that are no longer in memory, or never were. */
    ChangeReader.Page past(long place, ChangeScope scope) {
        ChangeReader.Page page = reading.after(place, tail().newest(), scope);
        if (place < reading.span().floor()) {
            throw SubscriptionEndedException.cursorExpired();
        }
        return page;
    }

    /** Reads what is new. While nobody subscribes, only its place is read. */
    void refresh() {
        ChangeTail known = tail;
        long newest = reading.span().newest();
        if (known == null || newest < known.newest()) {
            era.incrementAndGet();
            known = ChangeTail.startingAt(newest);
        }
        ChangeTail read = slots.isEmpty() ? ChangeTail.startingAt(newest) : extended(known, newest);
        tail = read;
        refreshed = Instant.now();
        boolean isNews = read.newest() > known.newest();
        if (isNews || woken.plus(wakeInterval()).isBefore(Instant.now())) {
            woken = Instant.now();
            news.tryEmitNext(read.newest());
        }
    }

    private Duration wakeInterval() {
        Duration recheck = properties.recheckInterval();
        return recheck.compareTo(Duration.ofSeconds(5)) < 0 ? recheck : Duration.ofSeconds(5);
    }

    private ChangeTail extended(ChangeTail known, long newest) {
        if (newest - known.newest() > properties.buffer()) {
            return ChangeTail.startingAt(newest);
        }
        ChangeTail read = known;
        while (read.newest() < newest) {
            ChangeReader.Page page = reading.after(read.newest(), newest, ChangeScope.ALL);
            read = read.and(
                    page.changes(),
                    page.upTo(),
                    properties.buffer(),
                    properties.bufferSize().toBytes());
        }
        return read;
    }
}
