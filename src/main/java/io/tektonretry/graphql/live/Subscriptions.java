package io.tektonretry.graphql.live;

import graphql.schema.DataFetchingEnvironment;
import io.tektonretry.access.CallerScope;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.graphql.error.FieldErrors;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Opens subscriptions. They share a few threads, so that they use only a few database connections. */
public @Component final class Subscriptions implements DisposableBean {

    private static final int THREADS = 4;
    private static final int AHEAD = 16;

    private final ChangeBroadcaster live;
    private final SubscriptionSlots slots;
    private final LiveProperties properties;
    private final FieldErrors errors;
    private final CurrentCaller current;
    private final Clock clock;
    private final Scheduler threads =
            Schedulers.newBoundedElastic(THREADS, Integer.MAX_VALUE, "live-subscriptions", 60, true);

    Subscriptions(
            ChangeBroadcaster live,
            SubscriptionSlots slots,
            LiveProperties properties,
            FieldErrors errors,
            CurrentCaller current,
            Clock clock) {
        this.clock = clock;
        this.current = current;
        this.live = live;
        this.slots = slots;
        this.properties = properties;
        this.errors = errors;
    }

    /**
     * Opens a subscription for the current caller.
     *
     * @param after cursor to continue after; null to start now
     * @param selection says what to follow, or throws an error for the caller
     */
    public Flux<PipelineRunChange> open(
            DataFetchingEnvironment field, @Nullable String after, Supplier<ChangeSelection> selection) {
        CallerScope caller = CallerScope.current();
        String name = current.get().name();
        String connection = field.getGraphQlContext()
                .getOrDefault(
                        SubscriptionTransport.CONNECTION, field.getExecutionId().toString());
        Instant since = field.getGraphQlContext().getOrDefault(SubscriptionTransport.SINCE, clock.instant());
        return Flux.using(
                        () -> {
                            slots.take(connection, name);
                            return connection;
                        },
                        slot -> changes(subscriber(caller, since, after, selection)),
                        slot -> slots.release(slot, name))
                .doOnNext(change -> forgetLookups(field))
                .onErrorMap(e -> errors.ended(e, field));
    }

    @Override
    public void destroy() {
        threads.dispose();
    }

    private Subscriber subscriber(
            CallerScope caller, Instant since, @Nullable String after, Supplier<ChangeSelection> selection) {
        long place = after == null ? live.tail().newest() : ChangeCursor.decode(after);
        if (after != null && !live.reachesBackTo(place)) {
            throw SubscriptionEndedException.cursorExpired();
        }
        return new Subscriber(live, caller.call(selection), caller, properties, since, place, clock);
    }

    /** Signals that arrive while a subscriber is busy are merged: it checks itself how far it can read. */
    private Flux<PipelineRunChange> changes(Subscriber subscriber) {
        Iterable<PipelineRunChange> further = () -> subscriber;
        return Flux.merge(live.news(), Mono.just(0L))
                .onBackpressureLatest()
                .publishOn(threads, 1)
                .concatMapIterable(news -> further, 1)
                .publishOn(threads, AHEAD);
    }

    /** DataLoaders treat a subscription as one execution, and would cache the first value until its end. */
    private static void forgetLookups(DataFetchingEnvironment field) {
        field.getDataLoaderRegistry().getDataLoaders().forEach(DataLoader::clearAll);
    }
}
