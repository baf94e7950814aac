package io.tektonretry.history;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The list of requests, newest first, read page by page. */
@Repository
public class RetryRequestList {

    private static final String PAGE = """
            select * from retry_request
             where %1$s
             order by requested_at %2$s, id %2$s limit :limit
            """;

    private final JdbcClient jdbc;

    RetryRequestList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest requests that come after the position, or the newest of all; read towards the older ones. */
    public RetryRequestPage after(RetryRequestFilter filter, @Nullable ListPosition position, int limit) {
        return page(read(filter, "<", "desc", position, limit + 1), limit);
    }

    /** The oldest requests that come before the position, or the oldest of all; read towards the newer ones. */
    public RetryRequestPage before(RetryRequestFilter filter, @Nullable ListPosition position, int limit) {
        RetryRequestPage page = page(read(filter, ">", "asc", position, limit + 1), limit);
        List<RetryRequest> newestFirst = new ArrayList<>(page.requests());
        Collections.reverse(newestFirst);
        return new RetryRequestPage(newestFirst, page.hasMore());
    }

    private static RetryRequestPage page(List<RetryRequest> found, int limit) {
        boolean hasMore = found.size() > limit;
        return new RetryRequestPage(hasMore ? found.subList(0, limit) : found, hasMore);
    }

    private List<RetryRequest> read(
            RetryRequestFilter filter, String comparison, String direction, @Nullable ListPosition from, int limit) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        Map<String, Object> parameters = new HashMap<>(Map.of("limit", limit));
        if (from != null) {
            conditions.add("(requested_at, id) " + comparison + " (:at, :id)");
            parameters.put("at", from.at().atOffset(ZoneOffset.UTC));
            parameters.put("id", from.id());
        }
        restrict(filter, conditions, parameters);
        return jdbc.sql(PAGE.formatted(String.join(" and ", conditions), direction))
                .params(parameters)
                .query(RetryRequestRow::read)
                .list();
    }

    private static void restrict(RetryRequestFilter filter, List<String> conditions, Map<String, Object> parameters) {
        if (!filter.namespaces().isEmpty()) {
            conditions.add("namespace = any(:namespaces)");
            parameters.put("namespaces", filter.namespaces().toArray(String[]::new));
        }
        if (!filter.states().isEmpty()) {
            conditions.add("state = any(:states)");
            parameters.put("states", filter.states().stream().map(Enum::name).toArray(String[]::new));
        }
        String requestedBy = filter.requestedBy();
        if (requestedBy != null) {
            conditions.add("requested_by = :requestedBy");
            parameters.put("requestedBy", requestedBy);
        }
        UUID retryOf = filter.retryOfUid();
        if (retryOf != null) {
            conditions.add("retry_of_uid = :retryOf");
            parameters.put("retryOf", retryOf);
        }
    }
}
