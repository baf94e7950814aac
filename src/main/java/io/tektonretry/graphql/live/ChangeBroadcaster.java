package io.tektonretry.graphql.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import io.tektonretry.history.change.ChangeScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Keeps the newest changes for all subscribers of this replica: one thread reads them, and wakes the subscribers. */
public @Component final class ChangeBroadcaster {

    private final ChangeReader reading;
    private final LiveProperties properties;
    private final SubscriptionSlots slots;
    private final Clock clock;
    private final Sinks.Many<Long> news = Sinks.many().multicast().directBestEffort();
    private volatile @Nullable ChangeTail tail;
    private final AtomicInteger era = new AtomicInteger();
    private Instant woken = Instant.MIN;
    private volatile Instant refreshed;

    ChangeBroadcaster(
            ChangeReader reading,
            LiveProperties properties,
            SubscriptionSlots slots,
            MeterRegistry meters,
            Clock clock) {
        this.clock = clock;
        this.refreshed = clock.instant();
        this.reading = reading;
        this.properties = properties;
        this.slots = slots;
        TimeGauge.builder("live.lag", () -> lag().toMillis() / 1000.0, TimeUnit.SECONDS)
                .register(meters);
    }

    /** Time since changes were last read. */
    Duration lag() {
        return Duration.between(refreshed, clock.instant());
    }

    /** The changes that were read last. */
    public ChangeTail tail() {
        ChangeTail read = tail;
        if (read == null) {
            throw new DataAccessResourceFailureException("Changes have not been read yet");
        }
        return read;
    }

    /** Increases when the database has another history than before, so that earlier positions are meaningless. */
    int era() {
        return era.get();
    }

    /** Signals that there may be new changes; also fires periodically. */
    public Flux<Long> news() {
        return news.asFlux();
    }

    /** Whether all changes after the position can still be read. */
    boolean reachesBackTo(long place) {
        return tail().reachesBackTo(place) || reading.span().reachesBackTo(place);
    }

    /** Changes that are not in memory. */
    ChangeReader.ChangePage past(long place, ChangeScope scope) {
        ChangeReader.ChangePage page = reading.after(place, tail().newest(), scope);
        if (place < reading.span().floor()) {
            throw SubscriptionEndedException.cursorExpired();
        }
        return page;
    }

    /** Reads new changes. Without subscribers, only the position is read. */
    void refresh() {
        ChangeTail known = tail;
        long newest = reading.span().newest();
        if (known == null || newest < known.newest()) {
            era.incrementAndGet();
            known = ChangeTail.startingAt(newest);
        }
        ChangeTail read = slots.isEmpty() ? ChangeTail.startingAt(newest) : extended(known, newest);
        tail = read;
        refreshed = clock.instant();
        boolean isNews = read.newest() > known.newest();
        if (isNews || woken.plus(wakeInterval()).isBefore(clock.instant())) {
            woken = clock.instant();
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
            ChangeReader.ChangePage page = reading.after(read.newest(), newest, ChangeScope.ALL);
            read = read.and(
                    page.changes(),
                    page.upTo(),
                    properties.buffer(),
                    properties.bufferSize().toBytes());
        }
        return read;
    }
}
