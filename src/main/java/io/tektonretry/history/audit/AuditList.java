package io.tektonretry.history.audit;

import io.tektonretry.history.RecordedNamespaces;
import io.tektonretry.history.database.Conditions;
import io.tektonretry.history.database.TimeOrderedTable;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists the audit. */
@Repository
public class AuditList extends TimeOrderedTable<AuditFilter, AuditEventRecord, AuditEvent> {

    private final JdbcClient jdbc;

    AuditList(AuditEventRecords events, JdbcClient jdbc) {
        super(events, "at", AuditEventRecord::event);
        this.jdbc = jdbc;
    }

    /** The namespaces that occur in the audit. */
    public List<String> namespaces() {
        return jdbc.sql(RecordedNamespaces.of("audit_event"))
                .query(String.class)
                .list();
    }

    @Override
    protected void restrict(AuditFilter filter, Conditions<AuditEventRecord> conditions) {
        conditions.anyOf("namespace", filter.namespaces());
        conditions.anyOf("actor", filter.actors());
        conditions.anyOf("outcome", filter.outcomes());
        conditions.anyOf("code", filter.codes());
        conditions.is("runUid", filter.runUid());
        conditions.from("at", filter.from());
        conditions.before("at", filter.to());
    }
}
