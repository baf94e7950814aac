package io.tektonretry.history;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.history.source.SourceProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * SQL for a page of PipelineRuns: by keyset and index, with one index scan per namespace where namespaces are given.
 */
final class PipelineRunSearch {

    private static final String EVERYWHERE = """
            select %1$s from pipeline_run r
             where %2$s
             order by %3$s limit :limit
            """;

    private static final String BY_NAMESPACE = """
            select %1$s
              from unnest(cast(:namespaces as text[])) as n (namespace)
             cross join lateral (
                   select r.* from pipeline_run r
                    where r.namespace = n.namespace and %2$s
                    order by %3$s limit :limit) r
             order by %3$s limit :limit
            """;

    private static final String IS_LATEST_ATTEMPT = """
            not exists (
                   select 1 from pipeline_run later
                    where later.base_uid = r.base_uid and later.namespace = r.namespace
                      and later.retry_number > r.retry_number)
            """;

    private static final String FACETS = """
            with found as materialized (%s)
            select facet, value, runs, (select count(*) from found) as of_all
              from (select facet, value, runs, row_number() over (partition by facet order by runs desc, value) as place
                      from (select v.facet, v.value, cast(count(*) as int) as runs
                              from found f
                             cross join lateral (values
                                   ('STATUS', f.status), ('PIPELINE', f.pipeline_name), ('NAMESPACE', f.namespace),
                                   ('REASON', f.reason)) as v (facet, value)
                             group by 1, 2) counted) placed
             where place <= :values and value is not null
             order by facet, place
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String order;
    private final String template;
    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final Map<String, Object> parameters = new HashMap<>();

    private PipelineRunSearch(PipelineRunFilter filter, String direction, int limit) {
        order = "r.created_at %1$s, r.uid %1$s".formatted(direction);
        parameters.put("limit", limit);
        template = filter.namespaces().isEmpty() ? EVERYWHERE : BY_NAMESPACE;
        if (!filter.namespaces().isEmpty()) {
            parameters.put("namespaces", filter.namespaces().toArray(String[]::new));
        }
        where(filter);
    }

    /** Newest first, from the position. */
    static PipelineRunSearch older(PipelineRunFilter filter, @Nullable ListPosition from, int limit) {
        return new PipelineRunSearch(filter, "desc", limit).from("<", from);
    }

    /** Oldest first, from the position. */
    static PipelineRunSearch newer(PipelineRunFilter filter, @Nullable ListPosition from, int limit) {
        return new PipelineRunSearch(filter, "asc", limit).from(">", from);
    }

    @SuppressWarnings("unchecked")
    List<PipelineRunRecord> in(EntityManager entities) {
        return new ArrayList<>(bound(entities.createNativeQuery(sql("r.*"), PipelineRunRecord.class))
                .getResultList());
    }

    int count(EntityManager entities) {
        String sql = "select count(*) from (" + sql("r.uid") + ") counted";
        return ((Number) bound(entities.createNativeQuery(sql, Long.class)).getSingleResult()).intValue();
    }

    /** Counts the values of some columns among the matching runs, up to a limit of runs, the most frequent first. */
    @SuppressWarnings("unchecked")
    PipelineRunFacets facets(EntityManager entities, int mostRuns, int mostValues) {
        parameters.put("values", mostValues);
        Query query =
                bound(entities.createNativeQuery(FACETS.formatted(sql(PipelineRunFacets.COLUMNS)), Object[].class));
        return PipelineRunFacets.of(query.getResultList(), mostRuns);
    }

    private String sql(String columns) {
        return template.formatted(columns, String.join(" and ", conditions), order);
    }

    private Query bound(Query query) {
        parameters.forEach(query::setParameter);
        return query;
    }

    private PipelineRunSearch from(String comparison, @Nullable ListPosition position) {
        if (position != null) {
            and("(r.created_at, r.uid) " + comparison + " (:createdAt, :uid)", "createdAt", position.at());
            parameters.put("uid", position.id());
        }
        return this;
    }

    private void where(PipelineRunFilter filter) {
        if (!filter.pipelineNames().isEmpty()) {
            and(
                    "r.pipeline_name = any(:pipelines)",
                    "pipelines",
                    filter.pipelineNames().toArray(String[]::new));
        }
        if (!filter.statuses().isEmpty()) {
            String[] statuses = filter.statuses().stream().map(Enum::name).toArray(String[]::new);
            and("r.status = any(:statuses)", "statuses", statuses);
        }
        if (!filter.reasons().isEmpty()) {
            and("r.reason = any(:reasons)", "reasons", filter.reasons().toArray(String[]::new));
        }
        within("r.created_at", "created", filter.created());
        within("r.finished_at", "finished", filter.finished());
        where(filter.source());
        if (filter.latestAttemptOnly()) {
            conditions.add(IS_LATEST_ATTEMPT);
        }
        if (filter.newestPerJob()) {
            conditions.add(NewestOfJob.CONDITION);
        }
        if (filter.unresolvedOnly()) {
            conditions.add(Unresolved.CONDITION);
        }
        filter.labels().forEach(this::hasLabel);
    }

    private void where(SourceFilter source) {
        SourceProvider provider = source.provider();
        is("r.source_provider", "provider", provider == null ? null : provider.name());
        is("r.source_repository", "repository", source.repository());
        is("r.source_revision", "revision", source.revision());
        is("r.source_branch", "branch", source.branch());
        is("r.source_pull_request", "pullRequest", source.pullRequest());
        is("r.source_job", "job", source.job());
    }

    /** One containment test per value, joined with {@code or}: an array of values could not use the index. */
    private void hasLabel(PipelineRunFilter.Label label) {
        String not = label.operator().isNegative() ? "not " : "";
        if (label.values().isEmpty()) {
            String parameter = next();
            and(not + "jsonb_exists(r.labels, :" + parameter + ")", parameter, label.key());
            return;
        }
        StringJoiner anyOf = new StringJoiner(" or ", not + "(", ")");
        for (String value : label.values()) {
            String parameter = next();
            anyOf.add("r.labels @> cast(:" + parameter + " as jsonb)");
            parameters.put(parameter, JSON.writeValueAsString(Map.of(label.key(), value)));
        }
        conditions.add(anyOf.toString());
    }

    private void is(String column, String parameter, @Nullable String value) {
        if (value != null) {
            and(column + " = :" + parameter, parameter, value);
        }
    }

    private void within(String column, String parameter, PipelineRunFilter.Span span) {
        Instant from = span.from();
        Instant to = span.to();
        if (from != null) {
            and(column + " >= :" + parameter + "From", parameter + "From", from);
        }
        if (to != null) {
            and(column + " < :" + parameter + "To", parameter + "To", to);
        }
    }

    private void and(String condition, String parameter, Object value) {
        conditions.add(condition);
        parameters.put(parameter, value);
    }

    private String next() {
        return "label" + parameters.size();
    }
}
