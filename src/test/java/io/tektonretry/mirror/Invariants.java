package io.tektonretry.mirror;

import io.tektonretry.mirror.World.Life;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares the history with all that ever existed. */
record Invariants(JdbcClient jdbc) {

    private record Row(UUID uid, long version, boolean gone, String status) {}

    private record Missed(String kind, long from, long to) {

        boolean covers(Life life, long version) {
            return kind.equals(life.kind()) && from < version && version <= to;
        }
    }

    /** What the history says that is not so, or does not say though it was to be seen. Empty when everything is as it should be. */
    List<String> violations(World world) {
        Map<UUID, Row> rows = rows();
        List<Missed> gaps = gaps();
        List<String> wrong = new ArrayList<>();
        for (Life life : world.lives()) {
            String violation = life.deleted() == 0 ? living(life, rows) : dead(life, rows, gaps);
            if (violation != null) {
                wrong.add(life.kind() + " " + life.name() + " " + life.uid() + ": " + violation);
            }
        }
        Set<UUID> existed = world.lives().stream().map(Life::uid).collect(Collectors.toSet());
        rows.keySet().stream().filter(uid -> !existed.contains(uid)).forEach(uid -> wrong.add(uid + " never existed"));
        return wrong;
    }

    private @Nullable String living(Life life, Map<UUID, Row> rows) {
        Row row = rows.get(life.uid());
        if (row == null) {
            return "has no row";
        }
        if (row.version() != life.version()) {
            return "is recorded at " + row.version() + ", is at " + life.version();
        }
        return row.gone() ? "is said to be gone" : null;
    }

    /** What was not seen to its end must lie in a gap. */
    private @Nullable String dead(Life life, Map<UUID, Row> rows, List<Missed> gaps) {
        Row row = rows.get(life.uid());
        boolean isExcused = gaps.stream().anyMatch(gap -> gap.covers(life, life.deleted()));
        if (row == null) {
            boolean unseen = gaps.stream().anyMatch(gap -> gap.covers(life, life.created()));
            return isExcused && unseen
                    ? null
                    : "has no row, and no gap from " + life.created() + " to " + life.deleted();
        }
        if (!row.gone()) {
            return "is said to live";
        }
        if (Set.of("PENDING", "RUNNING").contains(row.status())) {
            return "is gone and said to be " + row.status();
        }
        return row.version() == life.deleted() || isExcused ? null : "lacks its last state, though no gap hides it";
    }

    private Map<UUID, Row> rows() {
        Map<UUID, Row> rows = new HashMap<>();
        for (String table : List.of("pipeline_run", "task_run")) {
            jdbc.sql("select uid, resource_version as version, deleted_at is not null as gone, status from " + table)
                    .query(Row.class)
                    .list()
                    .forEach(row -> rows.put(row.uid(), row));
        }
        return rows;
    }

    private List<Missed> gaps() {
        return jdbc.sql("""
                        select kind, coalesce(from_version, 0) as "from", to_version as "to" from gap where to_time is not null
                        """).query(Missed.class).list();
    }
}
