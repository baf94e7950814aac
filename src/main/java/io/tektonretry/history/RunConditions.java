package io.tektonretry.history;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.source.SourceFilter;
import io.tektonretry.history.source.SourceProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The conditions of a filter on runs {@code r} in SQL, sorted by how runs are found. An index has the runs in list
 * order for each combination of some values (a branch), and for the conditions that it covers. The rest is tested on
 * each run. For some conditions, another index has all matching runs, in no order.
 */
final class RunConditions {

    /** More branches would cost more than reading runs that do not match. */
    private static final int MOST_BRANCHES = 1_000;

    /** Upper bound of the clock skew within a cluster. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final String IS_LATEST_ATTEMPT = """
            not exists (
                   select 1 from pipeline_run later
                    where later.base_uid = r.base_uid and later.namespace = r.namespace
                      and later.retry_number > r.retry_number%s)
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

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<String> branches = new ArrayList<>();
    private int branchCount = 1;
    private final List<String> driver = new ArrayList<>(List.of("true"));
    private final List<String> rest = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    RunConditions(PipelineRunFilter filter) {
        boolean isFoundBySource = source(filter);
        if (!isFoundBySource || filter.source().isOfARepository()) {
            branch("namespace", "namespaces", filter.namespaces());
        } else {
            anyOf("namespace", "namespaces", filter.namespaces(), false);
        }
        boolean isOfFailures = filter.unresolvedOnly()
                || (!isFoundBySource && !filter.failureClasses().isEmpty());
        boolean isOpen = !isFoundBySource && !isOfFailures;
        List<String> statuses = filter.statuses().stream().map(Enum::name).toList();
        boolean hasPipelines = !filter.pipelineNames().isEmpty();
        List<String> all = hasPipelines && statuses.isEmpty()
                ? Stream.of(PipelineRunStatus.values()).map(Enum::name).toList()
                : statuses;
        boolean byPipeline = isOpen
                && hasPipelines
                && (long) branchCount * filter.pipelineNames().size() * all.size() <= MOST_BRANCHES;
        anyOf("pipeline_name", "pipelines", filter.pipelineNames(), byPipeline);
        anyOf("status", "statuses", byPipeline ? all : statuses, isOpen);
        within("r.created_at", "created", filter.created(), driver);
        ended(filter);
        started(filter.started());
        labels(filter.labels());
        if (!filter.reasons().isEmpty()) {
            and(rest, "r.reason = any(:reasons)", "reasons", filter.reasons().toArray(String[]::new));
        }
        if (!filter.failureClasses().isEmpty()) {
            String[] classes = filter.failureClasses().stream().map(Enum::name).toArray(String[]::new);
            and(rest, RunFailures.CLASS + " = any(:failureClasses)", "failureClasses", classes);
        }
        is("r.requested_by", "retriedBy", filter.retriedBy(), rest, sets);
        if (filter.nameContains() != null) {
            and(rest, "strpos(r.name, :name) > 0", "name", filter.nameContains());
        }
        duration(filter);
        if (!filter.outcomes().isEmpty()) {
            String[] outcomes = filter.outcomes().stream().map(Enum::name).toArray(String[]::new);
            and(rest, OUTCOME + " = any(:outcomes)", "outcomes", outcomes);
        }
        if (isOfFailures) {
            driver.add(Unresolved.HAS_FAILED);
        }
        if (filter.unresolvedOnly()) {
            rest.add(Unresolved.CONDITION);
        }
        if (filter.latestAttemptOnly()) {
            boolean skipsAbandoned = filter.unresolvedOnly()
                    && !statuses.contains(PipelineRunStatus.CANCELLED.name())
                    && !statuses.contains(PipelineRunStatus.INTERRUPTED.name());
            rest.add(IS_LATEST_ATTEMPT.formatted(skipsAbandoned ? IS_NOT_ABANDONED : ""));
        }
        if (filter.newestPerJob()) {
            rest.add(NewestOfJob.CONDITION);
        }
    }

    /** Restricts to runs beyond a position in the list. */
    RunConditions from(String comparison, @Nullable ListPosition position) {
        if (position != null) {
            and(driver, "(r.created_at, r.uid) " + comparison + " (:createdAt, :uid)", "createdAt", position.at());
            parameters.put("uid", position.id());
        }
        return this;
    }

    /** The branches; an index scan starts from each. */
    String branches() {
        return branches.isEmpty() ? "(select 1) as branch (one)" : String.join(" cross join ", branches);
    }

    int branchCount() {
        return branchCount;
    }

    boolean isBranched() {
        return !branches.isEmpty();
    }

    String driver() {
        return String.join(" and ", driver);
    }

    /** Whether there are conditions that the index in list order does not cover. */
    boolean hasRest() {
        return !rest.isEmpty();
    }

    String rest() {
        return String.join(" and ", rest);
    }

    /** The conditions for which an index has all matching runs. */
    List<String> sets() {
        return sets;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    /** A value of the column is either a branch or tested on each run. */
    private void anyOf(String column, String parameter, List<String> values, boolean isIndexed) {
        if (isIndexed && (long) branchCount * values.size() <= MOST_BRANCHES) {
            branch(column, parameter, values);
        } else if (!values.isEmpty()) {
            and(rest, "r.%s = any(:%s)".formatted(column, parameter), parameter, values.toArray(String[]::new));
        }
    }

    private void branch(String column, String parameter, List<String> values) {
        if (!values.isEmpty()) {
            String[] distinct = values.stream().distinct().toArray(String[]::new);
            branches.add("unnest(cast(:%1$s as text[])) as %1$s (value)".formatted(parameter));
            branchCount *= distinct.length;
            and(driver, "r.%s = %s.value".formatted(column, parameter), parameter, distinct);
        }
    }

    /** Returns whether an index finds runs by the source. */
    private boolean source(PipelineRunFilter filter) {
        SourceFilter source = filter.source();
        SourceProvider provider = source.provider();
        boolean isFound = (source.repository() != null || source.revision() != null) && !filter.unresolvedOnly();
        List<String> first = isFound ? driver : rest;
        is("r.source_repository", "repository", source.repository(), first);
        is("r.source_revision", "revision", source.revision(), first);
        is("r.source_pull_request", "pullRequest", source.pullRequest(), first);
        is("r.source_provider", "provider", provider == null ? null : provider.name(), rest);
        is("r.source_branch", "branch", source.branch(), rest);
        is("r.source_job", "job", source.job(), rest);
        return isFound;
    }

    /** A run is created before it ends, which bounds where the scan starts. */
    private void ended(PipelineRunFilter filter) {
        PipelineRunFilter.Span finished = filter.finished();
        within("r.finished_at", "finished", finished, rest);
        if (finished.to() != null) {
            and(driver, "r.created_at < :endedTo", "endedTo", later(finished.to()));
        }
        if (finished.from() != null) {
            sets.add("r.finished_at >= :finishedFrom"
                    + (finished.to() == null ? "" : " and r.finished_at < :finishedTo"));
        }
    }

    private void started(PipelineRunFilter.Span started) {
        within("r.started_at", "started", started, rest);
        if (started.to() != null) {
            and(driver, "r.created_at < :begunTo", "begunTo", later(started.to()));
        }
    }

    private static Instant later(Instant time) {
        return time.plus(CLOCKS);
    }

    private void duration(PipelineRunFilter filter) {
        Duration over = filter.longerThan();
        Duration under = filter.shorterThan();
        if (over != null) {
            and(rest, "r.finished_at - r.started_at > make_interval(secs => :longer)", "longer", seconds(over));
        }
        if (under != null) {
            and(rest, "r.finished_at - r.started_at < make_interval(secs => :shorter)", "shorter", seconds(under));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private void labels(List<PipelineRunFilter.Label> labels) {
        StringJoiner known = new StringJoiner(" and ");
        for (PipelineRunFilter.Label label : labels) {
            String condition = label(label);
            rest.add(condition);
            if (!label.operator().isNegative() && !label.values().isEmpty()) {
                known.add(condition);
            }
        }
        if (known.length() > 0) {
            sets.add(known.toString());
        }
    }

    /** One containment test per value, joined with {@code or}: an array of values could not use the index. */
    private String label(PipelineRunFilter.Label label) {
        String not = label.operator().isNegative() ? "not " : "";
        if (label.values().isEmpty()) {
            String parameter = next();
            parameters.put(parameter, label.key());
            return not + "jsonb_exists(r.labels, :" + parameter + ")";
        }
        StringJoiner anyOf = new StringJoiner(" or ", not + "(", ")");
        for (String value : label.values()) {
            String parameter = next();
            anyOf.add("r.labels @> cast(:" + parameter + " as jsonb)");
            parameters.put(parameter, JSON.writeValueAsString(Map.of(label.key(), value)));
        }
        return anyOf.toString();
    }

    @SafeVarargs
    private void is(String column, String parameter, @Nullable String value, List<String>... to) {
        if (value != null) {
            for (List<String> conditions : to) {
                and(conditions, column + " = :" + parameter, parameter, value);
            }
        }
    }

    private void within(String column, String parameter, PipelineRunFilter.Span span, List<String> to) {
        if (span.from() != null) {
            and(to, column + " >= :" + parameter + "From", parameter + "From", span.from());
        }
        if (span.to() != null) {
            and(to, column + " < :" + parameter + "To", parameter + "To", span.to());
        }
    }

    private void and(List<String> to, String condition, String parameter, Object value) {
        to.add(condition);
        parameters.put(parameter, value);
    }

    private String next() {
        return "label" + parameters.size();
    }
}
