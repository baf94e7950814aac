package io.tektonretry.report;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds failures after which no retry has helped so far. */
@Repository
@EnableConfigurationProperties(NeverRecoveredProperties.class)
public class NeverRecovered {

    /** Reads the newest lineages of each task only. A single success among them ends the search. */
    private static final String FIND = """
            select w.run_uid, w.task_name, f.failure_class, h.lineages
              from unnest(:runs, :tasks, :children) w (run_uid, task_name, child_uid)
             cross join lateral (select namespace, pipeline_name from pipeline_run where uid = w.run_uid limit 1) r
             cross join lateral (
                   select coalesce(failure_class, 'UNKNOWN') as failure_class
                     from task_attempt where task_run_uid = w.child_uid order by number desc limit 1) f
             cross join lateral (
                   select count(*) as lineages, count(*) filter (where recovered) as recoveries
                     from (select o.recovered
                             from report_series s
                             join retry_outcome o on o.series_id = s.id and o.failure_class = f.failure_class and o.failed_at >= :since
                            where s.namespace = r.namespace and s.pipeline_name = r.pipeline_name and s.task_name = w.task_name
                            order by o.failed_at desc
                            limit :most) newest) h
             where h.lineages >= :least and h.recoveries = 0
            """;

    private static final int MOST = 100;

    /** A failed child of a run that is to be retried. */
    public record Failure(UUID runUid, String taskName, UUID childUid) {}

    /**
     * A task that no retry has helped.
     *
     * @param lineages how many retried lineages failed so
     */
    public record Task(String name, String failureClass, int lineages) {}

    private record Found(UUID runUid, Task task) {}

    private final JdbcClient jdbc;
    private final NeverRecoveredProperties properties;
    private final Clock clock;

    NeverRecovered(JdbcClient jdbc, NeverRecoveredProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /** The period that is looked at. */
    public Duration span() {
        return properties.span();
    }

    /** The tasks, by the UID of the run; one statement for all runs. */
    public Map<UUID, List<Task>> among(Collection<Failure> failures) {
        if (failures.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(FIND)
                .param("runs", failures.stream().map(Failure::runUid).toArray(UUID[]::new))
                .param("tasks", failures.stream().map(Failure::taskName).toArray(String[]::new))
                .param("children", failures.stream().map(Failure::childUid).toArray(UUID[]::new))
                .param("since", clock.instant().minus(properties.span()).atOffset(ZoneOffset.UTC))
                .param("least", properties.leastLineages())
                .param("most", MOST)
                .query((row, number) -> new Found(
                        row.getObject("run_uid", UUID.class),
                        new Task(row.getString("task_name"), row.getString("failure_class"), row.getInt("lineages"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Found::runUid, Collectors.mapping(Found::task, Collectors.toList())));
    }
}
