package io.tektonretry.mirror;

import io.tektonretry.mirror.World.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the history with all that ever existed. */
record Invariants(JdbcClient jdbc) {

    private record Row(UUID uid, long version, boolean gone, String status, int attempts) {

        boolean isAtItsEnd() {
            return gone && !Set.of("PENDING", "RUNNING").contains(status);
        }
    }

    private record Quarantined(UUID uid, long version) {}

    private record Missed(String kind, long from, long to) {

        boolean covers(Life life, long version) {
            return kind.equals(life.kind()) && from < version && version <= to;
        }
    }

    /** The same of a story, and what must not happen in its course. */
    List<String> violations(Story story) {
        Set<UUID> pruned = story.observer().pruned();
        List<String> wrong = violations(story.world(), pruned);
        wrong.addAll(story.observer().violations());
        rows().keySet().stream().filter(pruned::contains).forEach(uid -> wrong.add(uid + " was pruned and is back"));
        return wrong;
    }

    /** What the history says that is not so, or does not say though it was to be seen. Empty when everything is as it should be. */
    List<String> violations(World world) {
        return violations(world, Set.of());
    }

    private List<String> violations(World world, Set<UUID> pruned) {
        Map<UUID, Row> rows = rows();
        List<Missed> gaps = gaps();
        Map<UUID, Long> quarantined = quarantined();
        List<String> wrong = new ArrayList<>();
        for (Life life : world.lives()) {
            Row row = rows.get(life.uid());
            if (row != null || !pruned.contains(life.uid())) {
                Optional<String> violation = life.deleted() == 0
                        ? living(life, row, quarantined)
                        : dead(life, row, gaps, quarantined.containsKey(life.uid()));
                violation.ifPresent(
                        text -> wrong.add(life.kind() + " " + life.name() + " " + life.uid() + ": " + text));
            }
        }
        world.lost().stream()
                .map(life -> rows.get(life.uid()))
                .filter(row -> row != null && !row.isAtItsEnd())
                .forEach(row -> wrong.add(row + " is in the restored cluster no more"));
        Set<UUID> existed = Stream.of(world.lives(), world.lost())
                .flatMap(List::stream)
                .map(Life::uid)
                .collect(Collectors.toSet());
        rows.keySet().stream().filter(uid -> !existed.contains(uid)).forEach(uid -> wrong.add(uid + " never existed"));
        return wrong;
    }

    private static Optional<String> living(Life life, @Nullable Row row, Map<UUID, Long> quarantined) {
        if (life.isSpoiled()) {
            return Objects.equals(quarantined.get(life.uid()), life.version())
                    ? Optional.empty()
                    : Optional.of("is not in quarantine at " + life.version());
        }
        if (row == null) {
            return Optional.of("has no row");
        }
        if (row.version() != life.version()) {
            return Optional.of("is recorded at " + row.version() + ", is at " + life.version());
        }
        if (row.gone()) {
            return Optional.of("is said to be gone");
        }
        if (quarantined.containsKey(life.uid())) {
            return Optional.of("is still in quarantine");
        }
        return !life.kind().equals("PipelineRun") && row.attempts() != life.attempts()
                ? Optional.of("has " + row.attempts() + " attempts, not " + life.attempts())
                : Optional.empty();
    }

    /** What was not seen to its end must lie in a gap. */
    private static Optional<String> dead(Life life, @Nullable Row row, List<Missed> gaps, boolean isQuarantined) {
        boolean isExcused = gaps.stream().anyMatch(gap -> gap.covers(life, life.deleted()));
        if (row == null) {
            boolean unseen = gaps.stream().anyMatch(gap -> gap.covers(life, life.created()));
            return isExcused && unseen || isQuarantined
                    ? Optional.empty()
                    : Optional.of("has no row, and no gap from " + life.created() + " to " + life.deleted());
        }
        if (!row.isAtItsEnd()) {
            return Optional.of("is gone, and recorded as " + row);
        }
        boolean isComplete = life.isSpoiled() ? isQuarantined : row.version() == life.deleted();
        return isComplete || isExcused ? Optional.empty() : Optional.of("lacks its last state, though no gap hides it");
    }

    private Map<UUID, Row> rows() {
        return jdbc.sql("""
                        select uid, resource_version as version, deleted_at is not null as gone, status, 0 as attempts
                          from pipeline_run
                         union all
                        select uid, resource_version, deleted_at is not null, status,
                               (select count(*) from task_attempt where task_run_uid = uid)
                          from task_run where kind <> 'PipelineRun'
                        """).query(Row.class).list().stream().collect(Collectors.toMap(Row::uid, row -> row));
    }

    private Map<UUID, Long> quarantined() {
        return jdbc.sql("""
                        select cast(uid as uuid), cast(resource_version as bigint) as version from quarantined_object
                         where uid ~ '^[0-9a-f-]{36}$' and resource_version ~ '^[0-9]+$'
                        """).query(Quarantined.class).list().stream()
                .collect(Collectors.toMap(Quarantined::uid, Quarantined::version, Math::max));
    }

    /** The resourceVersions of a restored cluster begin anew. */
    private List<Missed> gaps() {
        return jdbc.sql("""
                        select kind, to_version as "to",
                               case when reason = 'CLUSTER_RESTORED' then 0 else coalesce(from_version, 0) end as "from"
                          from gap where to_time is not null
                        """).query(Missed.class).list();
    }
}
