package io.tektonretry.graphql.live;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.CallerScope;
import io.tektonretry.graphql.error.SubscriptionEndedException;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Iterates over the changes for one subscriber: from the database until it has caught up, then from memory. It holds
 * only a few changes, however slowly they are read.
 */
final class Subscriber implements Iterator<PipelineRunChange> {

    private static final int AT_ONCE = 100;

    private final ChangeBroadcaster live;
    private final ChangeSelection selection;
    private final CallerScope caller;
    private final LiveProperties properties;
    private final Instant end;
    private final int era;
    private final Clock clock;
    private long place;
    private boolean hasCaughtUp;
    private Instant checked;
    private Iterator<PipelineRunChange> ready = List.<PipelineRunChange>of().iterator();

    Subscriber(
            ChangeBroadcaster live,
            ChangeSelection selection,
            CallerScope caller,
            LiveProperties properties,
            Instant since,
            long place,
            Clock clock) {
        this.clock = clock;
        this.checked = clock.instant();
        this.live = live;
        this.selection = selection;
        this.caller = caller;
        this.properties = properties;
        this.end = since.plus(properties.maxAge());
        this.era = live.era();
        this.place = place;
    }

    @Override
    public boolean hasNext() {
        return ready.hasNext() || caller.call(this::fetch);
    }

    @Override
    public PipelineRunChange next() {
        return ready.next();
    }

    private boolean fetch() {
        if (live.era() != era) {
            throw SubscriptionEndedException.cursorExpired();
        }
        if (end.isBefore(clock.instant())) {
            throw SubscriptionEndedException.tooOld(properties.maxAge());
        }
        recheck();
        while (!ready.hasNext() && place < live.tail().newest()) {
            ready = further().stream().filter(this::isVisible).toList().iterator();
        }
        return ready.hasNext();
    }

    private List<PipelineRunChange> further() {
        ChangeTail tail = live.tail();
        if (tail.floor() <= place) {
            hasCaughtUp = true;
            List<PipelineRunChange> all = tail.after(place);
            List<PipelineRunChange> some = all.subList(0, Math.min(AT_ONCE, all.size()));
            place = some.size() == all.size()
                    ? tail.newest()
                    : some.get(some.size() - 1).change().seq();
            return some;
        }
        if (hasCaughtUp && tail.newest() - place > properties.buffer()) {
            throw SubscriptionEndedException.tooSlow(properties.buffer());
        }
        ChangeReader.ChangePage page = live.past(place, selection.scope());
        place = page.upTo();
        return page.changes();
    }

    private boolean isVisible(PipelineRunChange change) {
        if (!selection.includes(change)) {
            return false;
        }
        String namespace = change.run().namespace();
        boolean mayRead = selection.mayRead().test(namespace);
        if (!mayRead && selection.namespaces().contains(namespace)) {
            throw SubscriptionEndedException.forbidden(namespace);
        }
        return mayRead;
    }

    /** When the check fails, no changes are delivered, so it can wait for the next interval. */
    private void recheck() {
        if (checked.plus(properties.recheckInterval()).isAfter(clock.instant())) {
            return;
        }
        checked = clock.instant();
        for (String namespace : selection.namespaces()) {
            try {
                if (!selection.mayRead().test(namespace)) {
                    throw SubscriptionEndedException.forbidden(namespace);
                }
            } catch (AccessUndecidedException e) {
                return;
            }
        }
    }
}
