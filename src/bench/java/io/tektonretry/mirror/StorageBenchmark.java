package io.tektonretry.mirror;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.demo.BelievableRuns;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.retention.EndedDocuments;
import io.tektonretry.history.retention.EvidenceOfSuccess;
import io.tektonretry.history.retention.ForeignEvidence;
import io.tektonretry.history.retention.OldEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many bytes of the database a run takes, by table and index. What is deleted soon after the end of a run takes space that does
 * not grow, so that the second half of the runs shows what each adds. The last argument may say how many runs there are, and keep
 * all evidence and documents as recorded: {@code 3000,evidence}.
 */
public final class StorageBenchmark {

    private static final int RUNS_TOGETHER = 50;
    private static final Duration A_DAY = Duration.ofHours(25);
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private static final String SIZES = """
            select t.relname, coalesce(i.relname, ''),
                   case when i.oid is null then pg_table_size(t.oid) else pg_relation_size(i.oid) end,
                   cast(greatest(coalesce(i.reltuples, t.reltuples), 0) as bigint),
                   case when i.oid is null
                        then (select coalesce(sum(avg_width), 0) from pg_stats where schemaname = 'public' and tablename = t.relname) end
              from pg_class t
              left join lateral (
                   select c.relname, c.oid, c.reltuples from pg_index x join pg_class c on c.oid = x.indexrelid where x.indrelid = t.oid
                    union all
                   select null, null, null) i on true
             where t.relkind = 'r' and t.relnamespace = cast('public' as regnamespace) and t.relname = any(:tables)
            """;

    private static final String WIDTHS = """
            select string_agg(attname || ' ' || cast(round(cast(avg_width * (1 - null_frac) as numeric), 1) as text), ', '
                              order by avg_width * (1 - null_frac) desc)
              from pg_stats where schemaname = 'public' and tablename = :table and avg_width * (1 - null_frac) >= 1
            """;

    /** The tables that keep runs. The feed of changes and what reports count have limits of their own. */
    private static final List<String> TABLES = List.of(
            "pipeline_run",
            "pipeline_task",
            "task_run",
            "task_attempt",
            "document",
            "document_bundle",
            "plan_summary",
            "pod_outcome",
            "run_event");

    /** @param index empty for the rows of the table */
    private record Relation(String table, String index) {}

    /** @param width of a row by its columns */
    private record Size(Relation relation, long bytes, long rows, int width) {}

    private final Setting setting;
    private final JdbcClient jdbc;

    private StorageBenchmark(Setting setting) {
        this.setting = setting;
        this.jdbc = setting.jdbc();
    }

    public static void main(String[] arguments) {
        List<String> wishes = Arrays.asList((arguments.length == 0 ? "" : arguments[arguments.length - 1]).split(","));
        int runs = wishes.stream()
                .filter(wish -> wish.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(3_000);
        try (Setting setting = Setting.start(Map.of())) {
            setting.describe();
            new StorageBenchmark(setting).run(BelievableRuns.of(runs), wishes.contains("evidence"));
        }
        System.exit(0);
    }

    /** Does what the service does after the end of runs all along, so that the space is used again. */
    private void run(List<BelievableRuns.Run> runs, boolean keepsEvidence) {
        setting.clear();
        List<BelievableRuns.Run> second = runs.subList(runs.size() / 2, runs.size());
        record(runs.subList(0, runs.size() / 2), keepsEvidence);
        Map<Relation, Size> half = sizes();
        record(second, keepsEvidence);
        print(runs.size(), second.size(), half, sizes());
        setting.clear();
    }

    private void record(List<BelievableRuns.Run> runs, boolean keepsEvidence) {
        for (int from = 0; from < runs.size(); from += RUNS_TOGETHER) {
            List<BelievableRuns.Run> some = runs.subList(from, Math.min(runs.size(), from + RUNS_TOGETHER));
            some.forEach(this::record);
            if (!keepsEvidence) {
                prune(some.get(some.size() - 1).end());
            }
        }
    }

    private void record(BelievableRuns.Run run) {
        setting.history()
                .getBean(RunRecorder.class)
                .record(run.objects().stream().map(Observation.Seen::new).toList(), run.end());
        setting.history()
                .getBean(PodOutcomes.class)
                .record(run.pods().stream()
                        .flatMap(pod -> PodOutcome.of(pod, run.end()).stream())
                        .toList());
        setting.history()
                .getBean(RunEvents.class)
                .record(run.events().stream()
                        .flatMap(event -> RunEvent.of(event).stream())
                        .toList());
    }

    private void prune(Instant before) {
        EvidenceOfSuccess success = setting.history().getBean(EvidenceOfSuccess.class);
        boolean isLast = false;
        while (!isLast) {
            isLast = success.prune(before.plusSeconds(1), NOW, 1_000).isLast();
        }
        ForeignEvidence evidence = setting.history().getBean(ForeignEvidence.class);
        for (ForeignEvidence.Kind kind : ForeignEvidence.Kind.values()) {
            isLast = false;
            while (!isLast) {
                isLast = evidence.prune(kind, before.plus(A_DAY), 1_000).isLast();
            }
        }
        OldEvidence old = setting.history().getBean(OldEvidence.class);
        isLast = false;
        while (!isLast) {
            isLast = old.prune(before.plusSeconds(1), NOW, 1_000);
        }
        EndedDocuments documents = setting.history().getBean(EndedDocuments.class);
        isLast = false;
        while (!isLast) {
            isLast = documents.bundle(before.plusSeconds(1), NOW, 1_000);
        }
        List.of("run_event", "pod_outcome", "task_attempt", "document")
                .forEach(table -> jdbc.sql("vacuum " + table).update());
    }

    private Map<Relation, Size> sizes() {
        TABLES.forEach(table -> jdbc.sql("vacuum analyze " + table).update());
        return jdbc
                .sql(SIZES)
                .param("tables", TABLES.toArray(String[]::new))
                .query((row, number) -> new Size(
                        new Relation(row.getString(1), row.getString(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getInt(5)))
                .list()
                .stream()
                .collect(toMap(Size::relation, Function.identity()));
    }

    private void print(int runs, int later, Map<Relation, Size> half, Map<Relation, Size> end) {
        say("%d runs, %s TaskRuns", runs, one("select count(*) from task_run"));
        say("bytes a run: each of the last %d adds, all take, in rows of so many bytes", later);
        say(
                "%-75s %7d %7d",
                "all",
                added(half, end, relation -> true) / later,
                end.values().stream().mapToLong(Size::bytes).sum() / runs);
        for (String table : TABLES) {
            say(
                    "%-75s %7d",
                    table, added(half, end, relation -> relation.table().equals(table)) / later);
            end.values().stream()
                    .filter(size -> size.relation().table().equals(table))
                    .sorted(Comparator.comparing(Size::bytes).reversed())
                    .forEach(size -> say(
                            "  %-73s %7d %7d  %.2f of %d",
                            size.relation().index().isEmpty()
                                    ? "rows"
                                    : size.relation().index(),
                            added(half, end, size.relation()::equals) / later,
                            size.bytes() / runs,
                            (double) size.rows() / runs,
                            size.width()));
            say(
                    "  columns: %s",
                    jdbc.sql(WIDTHS)
                            .param("table", table)
                            .query(String.class)
                            .optional()
                            .orElse(""));
        }
    }

    private static long added(Map<Relation, Size> half, Map<Relation, Size> end, Predicate<Relation> which) {
        return end.values().stream()
                .filter(size -> which.test(size.relation()))
                .mapToLong(size -> size.bytes() - half.get(size.relation()).bytes())
                .sum();
    }

    private String one(String sql) {
        return jdbc.sql(sql).query(String.class).single();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
