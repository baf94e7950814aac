package io.tektonretry.retention;

import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.retention.EndedDocuments;
import io.tektonretry.history.retention.EvidenceOfSuccess;
import io.tektonretry.history.retention.ForeignEvidence;
import io.tektonretry.history.retention.OldEvidence;
import io.tektonretry.history.retention.Tombstones;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes what belongs to nothing recorded, and what explains nothing, and makes less of what stays. */
@Configuration(proxyBeanMethods = false)
class LeftoverRetention {

    private final Tombstones tombstones;
    private final ForeignEvidence evidence;
    private final EvidenceOfSuccess success;
    private final OldEvidence old;
    private final EndedDocuments documents;
    private final Gaps gaps;
    private final Quarantine quarantine;
    private final RetentionProperties properties;
    private final Clock clock;

    LeftoverRetention(
            Tombstones tombstones,
            ForeignEvidence evidence,
            EvidenceOfSuccess success,
            OldEvidence old,
            EndedDocuments documents,
            Gaps gaps,
            Quarantine quarantine,
            RetentionProperties properties,
            Clock clock) {
        this.tombstones = tombstones;
        this.evidence = evidence;
        this.success = success;
        this.old = old;
        this.documents = documents;
        this.gaps = gaps;
        this.quarantine = quarantine;
        this.properties = properties;
        this.clock = clock;
    }

    @Bean
    RecurringTask<Void> leftoverRetentionTask() {
        return Tasks.recurring("leftover-retention", FixedDelay.of(properties.interval()))
                .execute((task, context) -> {
                    if (!properties.dryRun()) {
                        prune(context.getSchedulerState());
                    }
                });
    }

    private void prune(SchedulerState scheduler) {
        Instant now = clock.instant();
        int limit = properties.chunkSize();
        Instant gapsBefore = now.minus(properties.gaps());
        Instant quarantinedBefore = now.minus(properties.quarantine());
        repeat(scheduler, () -> tombstones.forgetGone(now, limit) < limit);
        for (ForeignEvidence.Kind kind : ForeignEvidence.Kind.values()) {
            repeat(scheduler, () -> evidence.prune(kind, now, limit).isLast());
        }
        Instant endedBefore = now.minus(properties.evidenceOfSuccess());
        Instant longAgo = now.minus(properties.oldEvidence());
        Instant bundledBefore = now.minus(properties.bundleDocumentsAfter());
        repeat(scheduler, () -> success.prune(endedBefore, now, limit).isLast());
        repeat(scheduler, () -> old.prune(longAgo, now, limit));
        repeat(scheduler, () -> documents.bundle(bundledBefore, now, limit));
        repeat(scheduler, () -> gaps.forget(gapsBefore, limit) < limit);
        repeat(scheduler, () -> quarantine.forget(quarantinedBefore, limit) < limit);
    }

    /** Each step is a transaction. */
    private static void repeat(SchedulerState scheduler, BooleanSupplier isLast) {
        boolean isDone = false;
        while (!isDone && !scheduler.isShuttingDown()) {
            isDone = isLast.getAsBoolean();
        }
    }
}
