package io.tektonretry.mirror;

import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The last reports on scopes that this replica does not follow, or not yet. */
@Component
final class LeaderReports {

    private final MirrorStates followed;
    private final MirrorProperties properties;
    private final Clock clock;
    private final Instant began;
    private volatile Map<Scope, LeaderReport> reports = Map.of();
    private volatile @Nullable String failure;
    private @Nullable Instant readableSince;

    LeaderReports(MirrorStates followed, MirrorProperties properties, Clock clock) {
        this.clock = clock;
        this.began = clock.instant();
        this.followed = followed;
        this.properties = properties;
    }

    Optional<LeaderReport> find(Scope scope) {
        return Optional.ofNullable(reports.get(scope));
    }

    /** How long the history may have missed changes; without a report, since this replica was started. */
    Duration lag(Scope scope) {
        Instant now = clock.instant();
        return find(scope).map(report -> report.lag(now)).orElse(Duration.between(began, now));
    }

    /** Whether every scope is recorded as of its last report. */
    boolean areComplete() {
        return properties.scopes().stream()
                .allMatch(scope -> find(scope).filter(LeaderReport::isRecorded).isPresent());
    }

    /** Why the history cannot be read. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Keeps what this replica knew about scopes that it no longer follows. */
    void remember(Map<Scope, LeaderReport> known) {
        reports = Map.copyOf(known);
    }

    /** Reads the reports unless they were read before. */
    synchronized void readOnce() {
        if (readableSince == null) {
            read();
        }
    }

    /** Reads the reports. */
    synchronized void read() {
        try {
            Map<Scope, LeaderReport> read = new HashMap<>();
            Map<String, MirrorState> rows = followed.all().stream()
                    .collect(Collectors.toMap(row -> row.kind() + "/" + row.namespace(), Function.identity()));
            for (Scope scope : properties.scopes()) {
                Optional.ofNullable(rows.get(scope.kind().kind() + "/" + scope.namespace()))
                        .flatMap(this::report)
                        .ifPresent(report -> read.put(scope, report));
            }
            reports = Map.copyOf(read);
            failure = null;
            readableSince = readableSince == null ? clock.instant() : readableSince;
        } catch (DataAccessException | TransactionException e) {
            failure = String.valueOf(e.getMostSpecificCause().getMessage());
            readableSince = null;
        }
    }

    private Optional<LeaderReport> report(MirrorState kind) {
        return Optional.ofNullable(kind.age())
                .map(age -> new LeaderReport(
                        kind.isSynced() || kind.isAbsent(),
                        Duration.ofMillis(Math.round(kind.lagSeconds() * 1000)),
                        kind.isAbsent() ? null : kind.failure(),
                        clock.instant().minus(age)));
    }

    /** After a database outage, the followers have the time of two reports to report again. */
    synchronized void openGaps() {
        Instant now = clock.instant();
        Duration silence = properties.reportInterval().multipliedBy(2);
        if (readableSince != null && readableSince.plus(silence).isBefore(now)) {
            reports.forEach((scope, report) -> {
                if (report.age(now).compareTo(silence) > 0) {
                    followed.lostUnreported(
                            scope.kind().kind(), scope.namespace(), silence, properties.contactLostAfter());
                }
            });
        }
    }
}
