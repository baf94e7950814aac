package io.tektonretry.history;

import io.tektonretry.history.database.RowConditions;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.history.source.SourceProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Translates a filter of runs to conditions on rows {@code r} of {@code pipeline_run}. */
final class RunConditions {

    /** Upper bound of the clock skew within a cluster. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /** The {@code offset} keeps this an index look-up for each run. */
    private static final String IS_LATEST_ATTEMPT = """
            not exists (
                   select 1 from pipeline_run later
                    where later.base_uid = r.base_uid and later.namespace = r.namespace
                      and later.retry_number > r.retry_number%s
                   offset 0)
            """;

    /** A retry that was cancelled, or deleted while it ran, has not dealt with the failure before it. */
    private static final String IS_NOT_ABANDONED = " and later.status not in ('CANCELLED', 'INTERRUPTED')";

    private static final String OUTCOME = """
            (select case when latest.status in ('PENDING', 'RUNNING') then 'IN_PROGRESS'
                         when latest.attempt_number = 1 then 'NOT_RETRIED'
                         when latest.status = 'SUCCEEDED' and not latest.leaves_tasks then 'RECOVERED'
                         else 'STILL_FAILING' end
               from pipeline_run latest
              where latest.base_uid = r.base_uid and latest.namespace = r.namespace
              order by latest.retry_number desc, latest.uid desc
              limit 1)
            """;

    private static final String OF_REQUESTER = """
            select * from pipeline_run r
             where r.requested_by = any(array[cast(:retriedBy as text)])
             order by r.requested_by, r.created_at desc, r.uid desc
            """.strip();

    private static final JsonMapper JSON = JsonMapper.shared();

    private final PipelineRunFilter filter;
    private final boolean isFoundBySource;
    private final RowConditions conditions = new RowConditions();

    private RunConditions(PipelineRunFilter filter) {
        this.filter = filter;
        SourceFilter source = filter.source();
        isFoundBySource = (source.repository() != null || source.revision() != null) && !filter.unresolvedOnly();
        boolean isOfFailures = filter.unresolvedOnly()
                || (!isFoundBySource && !filter.failureClasses().isEmpty());
        if (!isFoundBySource || source.isOfARepository()) {
            conditions.branch("namespace", "namespaces", filter.namespaces());
        } else {
            conditions.anyOf("namespace", "namespaces", filter.namespaces());
        }
        source();
        pipelines(!isFoundBySource && !isOfFailures);
        if (isOfFailures) {
            conditions.covered(Unresolved.HAS_FAILED);
        }
        within("r.created_at", "created", filter.created(), conditions::covered);
        ended(filter.finished());
        started(filter.started());
        labels(filter.labels());
        texts();
        duration(filter.longerThan(), filter.shorterThan());
        lineage();
    }

    static RowConditions of(PipelineRunFilter filter) {
        return new RunConditions(filter).conditions;
    }

    private static List<String> names(List<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toList();
    }

    /** The index of pipelines has their runs by status, so that it serves both filters. */
    private void pipelines(boolean isIndexed) {
        List<String> pipelines = filter.pipelineNames();
        List<String> statuses = names(filter.statuses());
        List<String> any = statuses.isEmpty() ? names(List.of(PipelineRunStatus.values())) : statuses;
        if (!isIndexed) {
            conditions.anyOf("pipeline_name", "pipelines", pipelines);
            conditions.anyOf("status", "statuses", statuses);
        } else if (!pipelines.isEmpty() && conditions.canBranch((long) pipelines.size() * any.size())) {
            conditions.branch("pipeline_name", "pipelines", pipelines);
            conditions.branch("status", "statuses", any);
        } else {
            conditions.anyOf("pipeline_name", "pipelines", pipelines);
            conditions.branch("status", "statuses", statuses);
        }
    }

    /** The index of a revision has the runs of all namespaces and repositories, as has that of a pull request. */
    private void source() {
        SourceFilter source = filter.source();
        String repository = source.repository();
        String revision = source.revision();
        String pullRequest = source.pullRequest();
        if (revision != null && isFoundBySource) {
            conditions.key("source_revision", "text", "revision", revision);
            is("source_repository", "repository", repository);
            is("source_pull_request", "pullRequest", pullRequest);
        } else if (repository != null && isFoundBySource) {
            conditions.key("source_repository", "text", "repository", repository);
            if (pullRequest != null) {
                conditions.key("source_pull_request", "text", "pullRequest", pullRequest);
            }
        } else {
            is("source_repository", "repository", repository);
            is("source_revision", "revision", revision);
            is("source_pull_request", "pullRequest", pullRequest);
        }
        SourceProvider provider = source.provider();
        is("source_provider", "provider", provider == null ? null : provider.name());
        is("source_branch", "branch", source.branch());
        is("source_job", "job", source.job());
    }

    /** A run is created before it ends, which bounds where the scan starts. */
    private void ended(PipelineRunFilter.Span finished) {
        within("r.finished_at", "finished", finished, conditions::rest);
        if (finished.to() != null) {
            conditions.covered("r.created_at < :endedTo", "endedTo", later(finished.to()));
        }
        if (finished.from() != null) {
            conditions.set("select * from pipeline_run r where r.finished_at >= :finishedFrom"
                    + (finished.to() == null ? "" : " and r.finished_at < :finishedTo")
                    + " order by r.finished_at");
        }
    }

    private void started(PipelineRunFilter.Span started) {
        within("r.started_at", "started", started, conditions::rest);
        if (started.to() != null) {
            conditions.covered("r.created_at < :begunTo", "begunTo", later(started.to()));
        }
    }

    private static Instant later(Instant time) {
        return time.plus(CLOCKS);
    }

    private void texts() {
        conditions.anyOf("reason", "reasons", filter.reasons());
        anyOf(RunFailures.CLASS, "failureClasses", names(filter.failureClasses()));
        is("requested_by", "retriedBy", filter.retriedBy());
        if (filter.retriedBy() != null) {
            conditions.set(OF_REQUESTER);
        }
        if (filter.nameContains() != null) {
            conditions.rest("strpos(r.name, :name) > 0", "name", filter.nameContains());
        }
    }

    private void lineage() {
        anyOf(OUTCOME, "outcomes", names(filter.outcomes()));
        if (filter.unresolvedOnly()) {
            conditions.rest(Unresolved.CONDITION);
        }
        if (filter.latestAttemptOnly()) {
            boolean skipsAbandoned = filter.unresolvedOnly()
                    && !filter.statuses().contains(PipelineRunStatus.CANCELLED)
                    && !filter.statuses().contains(PipelineRunStatus.INTERRUPTED);
            conditions.rest(IS_LATEST_ATTEMPT.formatted(skipsAbandoned ? IS_NOT_ABANDONED : ""));
        }
        if (filter.newestPerJob()) {
            conditions.rest(NewestOfJob.CONDITION);
        }
    }

    private void anyOf(String value, String parameter, List<String> any) {
        if (!any.isEmpty()) {
            conditions.rest(value + " = any(:" + parameter + ")", parameter, any.toArray(String[]::new));
        }
    }

    private void duration(@Nullable Duration over, @Nullable Duration under) {
        if (over != null) {
            conditions.rest("r.finished_at - r.started_at > make_interval(secs => :longer)", "longer", seconds(over));
        }
        if (under != null) {
            conditions.rest(
                    "r.finished_at - r.started_at < make_interval(secs => :shorter)", "shorter", seconds(under));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private void labels(List<PipelineRunFilter.Label> labels) {
        List<String> multiple = new ArrayList<>();
        List<String> single = new ArrayList<>();
        for (int number = 0; number < labels.size(); number++) {
            PipelineRunFilter.Label label = labels.get(number);
            String name = "label" + number;
            conditions.rest(label(label, name));
            if (!label.operator().isNegative() && !label.values().isEmpty()) {
                (label.values().size() == 1 ? single : multiple).add(name + "Json");
            }
        }
        if (!multiple.isEmpty() || !single.isEmpty()) {
            conditions.set(withLabels(multiple.isEmpty() ? single.remove(0) : multiple.get(0), single));
        }
    }

    /** Tests a label, and adds its values as the JSON that the index of labels finds. */
    private String label(PipelineRunFilter.Label label, String name) {
        boolean isNegative = label.operator().isNegative();
        String key = LabelKeys.stored(label.key());
        conditions.parameter(name, key);
        if (label.values().isEmpty()) {
            return (isNegative ? "not " : "") + "jsonb_exists(r.labels, :" + name + ")";
        }
        List<String> values = label.values().stream().distinct().toList();
        conditions.parameter(name + "Values", values.toArray(String[]::new));
        conditions.parameter(
                name + "Json",
                values.stream()
                        .map(value -> JSON.writeValueAsString(Map.of(key, value)))
                        .toArray(String[]::new));
        return "(r.labels ->> cast(:%1$s as text) = any(:%1$sValues))%2$s"
                .formatted(name, isNegative ? " is not true" : "");
    }

    /**
     * One search of the index for each value of a label, all of which look for the single values of others, too. With
     * all values in one condition, PostgreSQL would expect many runs and read the whole table.
     */
    private static String withLabels(String values, List<String> single) {
        String others = single.stream()
                .map(other -> " and r.labels @> cast((cast(:" + other + " as text[]))[1] as jsonb)")
                .collect(Collectors.joining());
        return """
                select r.*
                  from unnest(cast(:%s as text[])) as label (value)
                 cross join lateral (
                       select * from pipeline_run r where r.labels @> cast(label.value as jsonb)%s offset 0) r
                """.formatted(values, others).strip();
    }

    private void is(String column, String parameter, @Nullable String value) {
        if (value != null) {
            conditions.rest("r.%s = :%s".formatted(column, parameter), parameter, value);
        }
    }

    private void within(String column, String parameter, PipelineRunFilter.Span span, Add to) {
        if (span.from() != null) {
            to.condition(column + " >= :" + parameter + "From", parameter + "From", span.from());
        }
        if (span.to() != null) {
            to.condition(column + " < :" + parameter + "To", parameter + "To", span.to());
        }
    }

    /** Adds a condition with its parameter to those of one kind. */
    @FunctionalInterface
    private interface Add {

        void condition(String condition, String parameter, Object value);
    }
}
