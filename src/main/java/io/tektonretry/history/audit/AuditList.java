package io.tektonretry.history.audit;

import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.RecordedNamespaces;
import io.tektonretry.history.database.ListedTable;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.history.database.RowConditions;
import io.tektonretry.history.database.TimeOrderedTable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Repository;

/** Lists the audit. */
@Repository
public class AuditList extends TimeOrderedTable<AuditFilter, AuditEvent, AuditEvent> {

    private static final ListedTable<AuditEvent> EVENTS = new ListedTable<>(
            "audit_event",
            "events",
            "at",
            "id",
            AuditEventRow::read,
            AuditEvent::at,
            "a later `from` in `during`, or another condition that an index finds: `namespaces`, `actors`, `outcomes` "
                    + "or `runId`");

    private final NativeQueries queries;

    AuditList(NativeQueries queries, HistoryProperties properties) {
        super(queries, EVENTS, Function.identity(), properties.runsLookedAt());
        this.queries = queries;
    }

    /** The namespaces that occur in the audit. */
    public List<String> namespaces() {
        return queries.find(RecordedNamespaces.of("audit_event"), (row, number) -> row.getString(1), Map.of());
    }

    /** Indexes have the events of a run, of people in namespaces, or of namespaces and outcomes. */
    @Override
    protected RowConditions conditions(AuditFilter filter) {
        RowConditions conditions = new RowConditions();
        if (filter.runUid() != null) {
            conditions.key("run_uid", "uuid", "run", filter.runUid());
            conditions.anyOf("namespace", "namespaces", filter.namespaces());
            conditions.anyOf("actor", "actors", filter.actors());
            conditions.anyOf("outcome", "outcomes", outcomes(filter.outcomes()));
        } else if (!filter.actors().isEmpty()) {
            conditions.branch("namespace", "namespaces", filter.namespaces());
            conditions.branch("actor", "actors", filter.actors());
            conditions.anyOf("outcome", "outcomes", outcomes(filter.outcomes()));
        } else {
            conditions.branch("namespace", "namespaces", filter.namespaces());
            conditions.branch("outcome", "outcomes", outcomesOf(filter));
        }
        conditions.anyOf("code", "codes", filter.codes());
        if (filter.from() != null) {
            conditions.covered("r.at >= :from", "from", filter.from());
        }
        if (filter.to() != null) {
            conditions.covered("r.at < :to", "to", filter.to());
        }
        return conditions;
    }

    /** A code has one outcome only. In the index of namespaces, outcomes come before the time. */
    private static List<String> outcomesOf(AuditFilter filter) {
        if (!filter.outcomes().isEmpty()) {
            return outcomes(filter.outcomes());
        }
        if (!filter.codes().isEmpty()) {
            return outcomes(filter.codes().stream().map(AuditOutcome::of).toList());
        }
        return filter.namespaces().isEmpty() ? List.of() : outcomes(List.of(AuditOutcome.values()));
    }

    private static List<String> outcomes(List<AuditOutcome> outcomes) {
        return outcomes.stream().map(Enum::name).toList();
    }
}
