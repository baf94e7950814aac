package io.tektonretry.history.audit;

import io.tektonretry.history.RecordedNamespaces;
import io.tektonretry.history.database.Conditions;
import io.tektonretry.history.database.TimeOrderedTable;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists the audit. */
@Repository
public class AuditList extends TimeOrderedTable<AuditFilter, AuditEvent> {

    private final JdbcClient jdbc;

    AuditList(JdbcClient jdbc) {
        super(jdbc, "audit_event", "at", AuditEventRow::read);
        this.jdbc = jdbc;
    }

    /** The namespaces that occur in the audit. */
    public List<String> namespaces() {
        return jdbc.sql(RecordedNamespaces.of("audit_event"))
                .query(String.class)
                .list();
    }

    @Override
    public void restrict(AuditFilter filter, Conditions conditions) {
        conditions.anyOf("namespace", filter.namespaces());
        conditions.anyOf("actor", filter.actors());
        conditions.anyOf("outcome", filter.outcomes());
        conditions.anyOf("code", filter.codes());
        conditions.given("run_uid = :run", "run", filter.runUid());
        conditions.given("at >= :from", "from", filter.from());
        conditions.given("at < :to", "to", filter.to());
    }
}
