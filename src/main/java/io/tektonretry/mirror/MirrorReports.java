package io.tektonretry.mirror;

import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.coverage.QuarantinedObjects;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.watch.KindInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Reports the state of the mirror in metrics, and in the database for all replicas. */
@Component
final class MirrorReports {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorReports.class);

    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);

    private final Map<Scope, KindInformer> informers = new ConcurrentHashMap<>();
    private final DirtyObjects dirty;
    private final MirrorStates followed;
    private final LeaderReports past;
    private final MirrorProperties properties;
    private final UnobservedCount unobserved;
    private final QuarantinedObjects quarantine;
    private final Clock clock;
    private boolean isFailing;
    private volatile Instant due = Instant.MIN;
    private volatile Instant countDue = Instant.MIN;
    private volatile int quarantined;

    MirrorReports(
            DirtyObjects dirty,
            MirrorStates followed,
            LeaderReports past,
            UnobservedCount unobserved,
            QuarantinedObjects quarantine,
            MirrorMetrics metrics,
            MirrorProperties properties,
            Clock clock) {
        this.clock = clock;
        this.dirty = dirty;
        this.followed = followed;
        this.past = past;
        this.unobserved = unobserved;
        this.quarantine = quarantine;
        this.properties = properties;
        metrics.gauge("mirror.unobserved.objects", unobserved::value);
        metrics.gauge("mirror.quarantined.objects", () -> quarantined);
        for (Scope scope : properties.scopes()) {
            metrics.lag(scope, () -> lag(scope).toNanos() / 1e9);
            metrics.gauge("mirror.watch.connected", scope, () -> is(scope, KindInformer::isWatching));
            metrics.gauge("mirror.informer.stopped", scope, () -> is(scope, follows -> !follows.isAlive()));
        }
    }

    void add(Scope scope, KindInformer informer) {
        informers.put(scope, informer);
    }

    /** Returns when no informer reports anything more. */
    void closeInformers() {
        Map<Scope, LeaderReport> known = new HashMap<>();
        informers.forEach((scope, informer) -> known.put(
                scope,
                new LeaderReport(
                        informer.isSynced(),
                        lag(scope),
                        informer.failure()
                                .filter(failure -> !informer.isAbsent())
                                .map(ClusterFailure::message)
                                .orElse(null),
                        clock.instant())));
        List<KindInformer> closing = List.copyOf(informers.values());
        past.remember(known);
        informers.clear();
        KindInformer.closeAll(closing);
        due = Instant.MIN;
    }

    Map<Scope, KindInformer> informers() {
        return informers;
    }

    /**
     * How long the oldest change has waited to be written, or how long nothing could be observed, by this replica or
     * another one.
     */
    Duration lag(Scope scope) {
        KindInformer informer = informers.get(scope);
        if (informer == null) {
            return past.lag(scope);
        }
        if (informer.isAbsent()) {
            return Duration.ZERO;
        }
        return informer.isSynced() ? pause(scope, informer) : longer(dirty.lag(scope.kind()), past.lag(scope));
    }

    /** Whether writing or reading on this replica has stalled for longer than this. */
    boolean isHeldUp(Duration longest) {
        return informers.entrySet().stream()
                .filter(entry -> !entry.getValue().isAbsent())
                .anyMatch(entry -> pause(entry.getKey(), entry.getValue()).compareTo(longest) > 0);
    }

    /** Whether this replica follows the cluster, but all its requests have failed for longer than this. */
    boolean isOutOfContact(Duration longest) {
        Instant since = clock.instant().minus(longest);
        return !informers.isEmpty() && informers.values().stream().allMatch(informer -> isOut(informer, since));
    }

    private static boolean isOut(KindInformer informer, Instant since) {
        return !informer.isWatching()
                && informer.failure().isPresent()
                && informer.lastContact().isBefore(since);
    }

    private Duration pause(Scope scope, KindInformer informer) {
        return longer(
                dirty.lag(scope.kind()),
                informer.isWatching() ? Duration.ZERO : Duration.between(informer.lastContact(), clock.instant()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private int is(Scope scope, Predicate<KindInformer> state) {
        KindInformer informer = informers.get(scope);
        return informer != null && state.test(informer) ? 1 : 0;
    }

    /** Writes a report when one is due; a failure is only logged, because the next report follows in seconds. */
    void writeWhenDue() {
        Instant now = clock.instant();
        if (now.isAfter(due)) {
            due = now.plus(properties.reportInterval());
            past.readOnce();
            try {
                informers.forEach((scope, informer) -> write(scope, informer, now));
                countMissing(now);
                isFailing = false;
            } catch (DataAccessException | TransactionException e) {
                LOG.atLevel(isFailing || DatabaseOutage.isCauseOf(e) ? Level.DEBUG : Level.WARN)
                        .setCause(e)
                        .log("The state of the mirror cannot be written; trying again");
                isFailing = true;
            }
        }
    }

    /** A replica that does not follow the cluster reads the reports of those that do. */
    void readUnlessFollowing() {
        if (informers.isEmpty()) {
            past.read();
            past.openGaps();
            countMissing(clock.instant());
        }
    }

    private void countMissing(Instant now) {
        if (now.isAfter(countDue)) {
            quarantined = quarantine.size();
            if (unobserved.goOn(now)) {
                countDue = now.plus(BETWEEN_COUNTS);
            }
        }
    }

    private void write(Scope scope, KindInformer informer, Instant now) {
        String kind = scope.kind().kind();
        followed.report(new MirrorState(
                kind,
                scope.namespace(),
                null,
                null,
                null,
                informer.isWatching() || informer.isAbsent(),
                informer.lastEvent(),
                lag(scope).toMillis() / 1000.0,
                informer.failure().map(ClusterFailure::message).orElse(null),
                Duration.ZERO));
        lost(informer, now).ifPresent(reason -> followed.lost(kind, scope.namespace(), reason, informer.lastContact()));
    }

    private Optional<GapReason> lost(KindInformer informer, Instant now) {
        if (informer.isWatching() || informer.isAbsent()) {
            return Optional.empty();
        }
        if (informer.failure().filter(ClusterFailure::isForbidden).isPresent()) {
            return Optional.of(GapReason.FORBIDDEN);
        }
        boolean isLong =
                informer.lastContact().plus(properties.contactLostAfter()).isBefore(now);
        return isLong ? Optional.of(GapReason.NO_CONTACT) : Optional.empty();
    }
}
