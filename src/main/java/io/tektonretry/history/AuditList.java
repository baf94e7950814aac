package io.tektonretry.history;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The audit, to be read. */
@Repository
public class AuditList extends TimeOrderedTable<AuditFilter, AuditEvent> {

    /** One index probe a namespace; {@code distinct} would read every row. */
    private static final String NAMESPACES = """
            with recursive names (namespace) as (
                   (select namespace from audit_event where namespace is not null order by namespace limit 1)
                   union all
                   select (select e.namespace from audit_event e
                            where e.namespace > names.namespace
                            order by e.namespace limit 1)
                     from names
                    where names.namespace is not null)
            select namespace from names where namespace is not null
            """;

    private final JdbcClient jdbc;

    AuditList(JdbcClient jdbc) {
        super(jdbc, "audit_event", "at", AuditEventRow::read);
        this.jdbc = jdbc;
    }

    /** The namespaces that the audit tells of. */
    public List<String> namespaces() {
        return jdbc.sql(NAMESPACES).query(String.class).list();
    }

    @Override
    void restrict(AuditFilter filter, Conditions conditions) {
        conditions.anyOf("namespace", filter.namespaces());
        conditions.anyOf("actor", filter.actors());
        conditions.anyOf("outcome", filter.outcomes());
        conditions.anyOf("code", filter.codes());
        conditions.given("run_uid = :run", "run", filter.runUid());
        conditions.given("at >= :from", "from", filter.from());
        conditions.given("at < :to", "to", filter.to());
    }
}
