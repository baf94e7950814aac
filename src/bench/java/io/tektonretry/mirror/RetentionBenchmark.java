package io.tektonretry.mirror;

import io.tektonretry.history.LargeHistory;
import io.tektonretry.history.coverage.UnobservedChildren;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.retention.ForeignEvidence;
import io.tektonretry.history.retention.OrphanedTaskRuns;
import io.tektonretry.history.retention.Retention;
import io.tektonretry.history.retention.RetentionRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How long retention takes in a large history, and for how long a writer of runs waits for it. */
public final class RetentionBenchmark {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final int CHUNK = 1_000;

    /** As {@link Retention} has it. */
    private static final String WRITER = "select pg_advisory_xact_lock_shared(x'74656b746f6f'::bigint)";

    private final Setting setting;

    private RetentionBenchmark(Setting setting) {
        this.setting = setting;
    }

    /** The last argument says how many runs there are. */
    public static void main(String[] arguments) throws InterruptedException {
        String last = arguments.length == 0 ? "" : arguments[arguments.length - 1];
        int runs = last.matches("\\d+") ? Integer.parseInt(last) : 200_000;
        try (Setting setting = Setting.start(Map.of())) {
            setting.describe();
            new RetentionBenchmark(setting).run(runs);
        }
    }

    private void run(int runs) throws InterruptedException {
        long start = System.nanoTime();
        LargeHistory large = new LargeHistory(setting.jdbc());
        large.fill(runs, NOW);
        say("%d runs with %d TaskRuns", runs, 2 * runs);
        say("filled in %.0f s", (System.nanoTime() - start) / 1e9);
        Duration age = Duration.ofMinutes(5L * runs);
        for (int round = 0; round < 5; round++) {
            pass("runs, nothing has expired", this::runs, List.of(after(age.plusDays(1))));
            pass("runs, all are looked at and stay", this::runs, List.of(ofOthers()));
            pass("TaskRuns without a run", this::looseTaskRuns, List.of(after(Duration.ofDays(1))));
            pass("unobserved children, all runs", (rules, chunk) -> unobserved(age, chunk), List.of());
        }
        pass("Events, first round", (rules, chunk) -> evidence(ForeignEvidence.Kind.EVENTS, chunk), List.of());
        pass("Events, next time", (rules, chunk) -> evidence(ForeignEvidence.Kind.EVENTS, chunk), List.of());
        pass("pods, first round", (rules, chunk) -> evidence(ForeignEvidence.Kind.PODS, chunk), List.of());
        pass("pods, next time", (rules, chunk) -> evidence(ForeignEvidence.Kind.PODS, chunk), List.of());
        besideAWriter(() -> pass("runs, the older half goes", this::runs, List.of(after(age.dividedBy(2)))));
        large.clear();
    }

    /** Walks through a table chunk by chunk, and has each of them timed. */
    private interface Walk {

        void walk(List<RetentionRule> rules, Chunks chunks);
    }

    private void pass(String name, Walk walk, List<RetentionRule> rules) {
        Chunks chunks = new Chunks();
        walk.walk(rules, chunks);
        say(
                "%s: %.1f ms in %d chunks, the longest %.1f ms; %d rows found",
                name, chunks.all / 1e6, chunks.count, chunks.longest / 1e6, chunks.found);
    }

    private void runs(List<RetentionRule> rules, Chunks chunks) {
        Retention retention = setting.history().getBean(Retention.class);
        @Nullable ListPosition from = ListPosition.BEGINNING;
        while (from != null) {
            long start = System.nanoTime();
            Retention.Chunk chunk = retention.prune(rules, NOW, from, CHUNK, false);
            chunks.add(start, chunk.runs());
            from = chunk.next();
        }
    }

    private void looseTaskRuns(List<RetentionRule> rules, Chunks chunks) {
        OrphanedTaskRuns loose = setting.history().getBean(OrphanedTaskRuns.class);
        @Nullable ListPosition from = ListPosition.BEGINNING;
        while (from != null) {
            long start = System.nanoTime();
            OrphanedTaskRuns.Chunk chunk = loose.prune(rules, NOW, from, CHUNK, false);
            chunks.add(start, chunk.taskRuns());
            from = chunk.next();
        }
    }

    private void unobserved(Duration age, Chunks chunks) {
        UnobservedChildren children = setting.history().getBean(UnobservedChildren.class);
        @Nullable ListPosition from = new ListPosition(NOW.minus(age.plusDays(1)), new UUID(0, 0));
        while (from != null) {
            long start = System.nanoTime();
            UnobservedChildren.Chunk chunk = children.count(from, 500);
            chunks.add(start, chunk.unobserved());
            from = chunk.next();
        }
    }

    private void evidence(ForeignEvidence.Kind kind, Chunks chunks) {
        ForeignEvidence evidence = setting.history().getBean(ForeignEvidence.class);
        ForeignEvidence.Chunk chunk;
        do {
            long start = System.nanoTime();
            chunk = evidence.prune(kind, NOW, CHUNK);
            chunks.add(start, chunk.pruned());
        } while (!chunk.isLast());
    }

    private void besideAWriter(Runnable work) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Chunks waits = new Chunks();
        Thread writer = new Thread(() -> {
            while (!done.get()) {
                long start = System.nanoTime();
                setting.jdbc().sql(WRITER).query(row -> {});
                waits.add(start, 0);
            }
        });
        writer.start();
        work.run();
        done.set(true);
        writer.join();
        say("beside it a writer took the lock %d times and waited %.1f ms at most", waits.count, waits.longest / 1e6);
    }

    private static RetentionRule after(Duration keepFor) {
        return new RetentionRule(keepFor, List.of(), List.of(), Map.of());
    }

    private static RetentionRule ofOthers() {
        return new RetentionRule(Duration.ofDays(1), List.of(), List.of(), Map.of("app", "another"));
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Times of chunks. */
    private static final class Chunks {

        private int count;
        private long all;
        private long longest;
        private long found;

        private void add(long start, int rows) {
            long took = System.nanoTime() - start;
            count++;
            all += took;
            longest = Math.max(longest, took);
            found += rows;
        }
    }
}
