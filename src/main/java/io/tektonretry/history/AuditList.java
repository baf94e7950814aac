package io.tektonretry.history;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The audit, newest first, read page by page. */
@Repository
public class AuditList {

    private static final String PAGE = """
            select * from audit_event
             where %1$s
             order by at %2$s, id %2$s limit :limit
            """;

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
        this.jdbc = jdbc;
    }

    /** The newest events that come after the position, or the newest of all; read towards the older ones. */
    public AuditPage after(AuditFilter filter, @Nullable ListPosition position, int limit) {
        return page(read(filter, "<", "desc", position, limit + 1), limit);
    }

    /** The oldest events that come before the position, or the oldest of all; read towards the newer ones. */
    public AuditPage before(AuditFilter filter, @Nullable ListPosition position, int limit) {
        AuditPage page = page(read(filter, ">", "asc", position, limit + 1), limit);
        List<AuditEvent> newestFirst = new ArrayList<>(page.events());
        Collections.reverse(newestFirst);
        return new AuditPage(newestFirst, page.hasMore());
    }

    /** The namespaces that the audit tells of. */
    public List<String> namespaces() {
        return jdbc.sql(NAMESPACES).query(String.class).list();
    }

    private static AuditPage page(List<AuditEvent> found, int limit) {
        boolean hasMore = found.size() > limit;
        return new AuditPage(hasMore ? found.subList(0, limit) : found, hasMore);
    }

    private List<AuditEvent> read(
            AuditFilter filter, String comparison, String direction, @Nullable ListPosition from, int limit) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        Map<String, Object> parameters = new HashMap<>(Map.of("limit", limit));
        if (from != null) {
            conditions.add("(at, id) " + comparison + " (:at, :id)");
            parameters.put("at", from.at().atOffset(ZoneOffset.UTC));
            parameters.put("id", from.id());
        }
        restrict(filter, conditions, parameters);
        return jdbc.sql(PAGE.formatted(String.join(" and ", conditions), direction))
                .params(parameters)
                .query(AuditEventRow::read)
                .list();
    }

    private static void restrict(AuditFilter filter, List<String> conditions, Map<String, Object> parameters) {
        List<String> outcomes = filter.outcomes().stream().map(Enum::name).toList();
        anyOf("namespace", filter.namespaces(), conditions, parameters);
        anyOf("actor", filter.actors(), conditions, parameters);
        anyOf("outcome", outcomes, conditions, parameters);
        anyOf("code", filter.codes(), conditions, parameters);
        given("run_uid = :run", "run", filter.runUid(), conditions, parameters);
        var from = filter.from();
        var to = filter.to();
        given("at >= :from", "from", from == null ? null : from.atOffset(ZoneOffset.UTC), conditions, parameters);
        given("at < :to", "to", to == null ? null : to.atOffset(ZoneOffset.UTC), conditions, parameters);
    }

    private static void anyOf(
            String column, List<String> values, List<String> conditions, Map<String, Object> parameters) {
        if (!values.isEmpty()) {
            conditions.add(column + " = any(:" + column + ")");
            parameters.put(column, values.toArray(String[]::new));
        }
    }

    private static void given(
            String condition,
            String name,
            @Nullable Object value,
            List<String> conditions,
            Map<String, Object> parameters) {
        if (value != null) {
            conditions.add(condition);
            parameters.put(name, value);
        }
    }
}
