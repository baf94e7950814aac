package io.tektonretry.mirror;

import io.tektonretry.demo.BelievableRuns;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.retention.EvidenceOfSuccess;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many bytes of the database a run takes, by table and index. The last argument may say how many runs there are, and keep all
 * evidence: {@code 3000,evidence}.
 */
public final class StorageBenchmark {

    private static final int RUNS_TOGETHER = 100;
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private static final String SIZES = """
            select t.relname as table_name, coalesce(i.relname, '') as index_name,
                   case when i.oid is null then pg_table_size(t.oid) else pg_relation_size(i.oid) end as bytes
              from pg_class t
              left join lateral (
                   select c.relname, c.oid from pg_index x join pg_class c on c.oid = x.indexrelid where x.indrelid = t.oid
                    union all
                   select null, null) i on true
             where t.relkind = 'r' and t.relnamespace = cast('public' as regnamespace) and t.relname = any(:tables)
             order by bytes desc
            """;

    /** The tables that keep runs. The feed of changes and what reports count have limits of their own. */
    private static final List<String> TABLES = List.of(
            "pipeline_run",
            "pipeline_task",
            "task_run",
            "task_attempt",
            "document",
            "plan_summary",
            "pod_outcome",
            "run_event");

    private record Size(String tableName, String indexName, long bytes) {}

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

    /** Deletes evidence all along, as the service does, so that its space is used again. */
    private void run(List<BelievableRuns.Run> runs, boolean keepsEvidence) {
        setting.clear();
        for (int from = 0; from < runs.size(); from += RUNS_TOGETHER) {
            List<BelievableRuns.Run> some = runs.subList(from, Math.min(runs.size(), from + RUNS_TOGETHER));
            some.forEach(this::record);
            if (!keepsEvidence) {
                prune(some.get(some.size() - 1).end());
            }
        }
        TABLES.forEach(table -> jdbc.sql("vacuum analyze " + table).update());
        print(runs.size());
        setting.clear();
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
        List.of("run_event", "pod_outcome", "task_attempt")
                .forEach(table -> jdbc.sql("vacuum " + table).update());
    }

    private void print(int runs) {
        List<Size> sizes = jdbc.sql(SIZES)
                .param("tables", TABLES.toArray(String[]::new))
                .query(Size.class)
                .list();
        say(
                "%d runs, %s TaskRuns, %s documents of %s bytes of JSON",
                runs,
                one("select count(*) from task_run"),
                one("select count(*) from document"),
                one("select cast(avg(json_bytes) as int) from document"));
        say("%d bytes a run", bytes(sizes, size -> true) / runs);
        for (String table : TABLES) {
            say(
                    "%s: %d bytes a run, %d of them in indexes",
                    table,
                    bytes(sizes, size -> size.tableName().equals(table)) / runs,
                    bytes(
                                    sizes,
                                    size -> size.tableName().equals(table)
                                            && !size.indexName().isEmpty())
                            / runs);
        }
        sizes.stream()
                .filter(size -> !size.indexName().isEmpty() && size.bytes() / runs > 0)
                .forEach(size -> say("index %s: %d", size.indexName(), size.bytes() / runs));
    }

    private String one(String sql) {
        return jdbc.sql(sql).query(String.class).single();
    }

    private static long bytes(List<Size> sizes, Predicate<Size> which) {
        return sizes.stream().filter(which).mapToLong(Size::bytes).sum();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
