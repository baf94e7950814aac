package io.tektonretry.mirror;

import io.tektonretry.history.FollowedKind;
import io.tektonretry.history.FollowedKinds;
import io.tektonretry.history.GapReason;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.KindInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Says how the mirror goes: to the metrics, and to the database for all replicas to show. */
@Component
final class MirrorReports {

    private final Map<Scope, KindInformer> informers = new ConcurrentHashMap<>();
    private final DirtyObjects dirty;
    private final FollowedKinds followed;
    private final MirrorMetrics metrics;
    private final MirrorProperties properties;
    private Instant due = Instant.MIN;

    MirrorReports(DirtyObjects dirty, FollowedKinds followed, MirrorMetrics metrics, MirrorProperties properties) {
        this.dirty = dirty;
        this.followed = followed;
        this.metrics = metrics;
        this.properties = properties;
    }

    void add(Scope scope, KindInformer informer) {
        informers.put(scope, informer);
        metrics.lag(scope, () -> lag(scope).toMillis() / 1000.0);
        metrics.gauge("mirror.watch.connected", scope, () -> is(scope, KindInformer::isWatching));
        metrics.gauge("mirror.informer.stopped", scope, () -> is(scope, follows -> !follows.isAlive()));
    }

    void clear() {
        informers.clear();
        due = Instant.MIN;
    }

    Collection<KindInformer> informers() {
        return informers.values();
    }

    Map<Scope, KindInformer> byScope() {
        return informers;
    }

    /** For how long the oldest change that was seen waits to be written, or nothing could be seen. */
    Duration lag(Scope scope) {
        KindInformer informer = informers.get(scope);
        if (informer == null || informer.isAbsent()) {
            return Duration.ZERO;
        }
        Duration waits = dirty.lag(scope.kind());
        Duration unseen =
                informer.isWatching() ? Duration.ZERO : Duration.between(informer.lastContact(), Instant.now());
        return waits.compareTo(unseen) > 0 ? waits : unseen;
    }

    private int is(Scope scope, Predicate<KindInformer> state) {
        KindInformer informer = informers.get(scope);
        return informer != null && state.test(informer) ? 1 : 0;
    }

    /** While the database is away there is nobody to tell, and the writer has said so already. */
    void writeWhenDue() {
        Instant now = Instant.now();
        if (now.isAfter(due)) {
            due = now.plus(properties.reportInterval());
            try {
                informers.forEach((scope, informer) -> write(scope, informer, now));
            } catch (DataAccessException e) {
                due = now.plus(properties.reportInterval());
            }
        }
    }

    private void write(Scope scope, KindInformer informer, Instant now) {
        String kind = scope.kind().kind();
        followed.report(new FollowedKind(
                kind,
                scope.namespace(),
                null,
                null,
                null,
                informer.isWatching(),
                informer.lastEvent(),
                lag(scope).toMillis() / 1000.0,
                informer.failure().map(ClusterFailure::message).orElse(null),
                now));
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
