package io.tektonretry.mirror;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;

/** How long after its change another connection finds the new state of a run, at a given pace. */
final class LagBenchmark {

    private static final int RUNS = 2_000;

    private LagBenchmark() {}

    static void run(Setting setting) throws InterruptedException, SQLException {
        int seconds = setting.size("seconds", 4);
        setting.clear();
        try (PreparedCluster cluster = PreparedCluster.of(RUNS, 2);
                MirroredService mirror = setting.mirror(cluster);
                CommittedVersions committed = new CommittedVersions(setting.database())) {
            Setting.await(mirror::isCaughtUp);
            lags(cluster, committed, 500, seconds);
            int[] paces = {100, 500};
            Figures[][] figures = Arrays.stream(paces)
                    .mapToObj(pace -> new Figures[] {
                        new Figures("lag p50 at %d events/s".formatted(pace), "ms"),
                        new Figures("lag p99 at %d events/s".formatted(pace), "ms")
                    })
                    .toArray(Figures[][]::new);
            for (int round = 0; round < setting.rounds(); round++) {
                for (int i = 0; i < paces.length; i++) {
                    long[] lags = lags(cluster, committed, paces[i], seconds);
                    figures[i][0].add(lags[lags.length / 2] / 1e6);
                    figures[i][1].add(lags[lags.length * 99 / 100] / 1e6);
                }
            }
            Arrays.stream(figures).flatMap(Arrays::stream).forEach(Figures::summarise);
        }
    }

    /** The lags in nanoseconds, the shortest first; a change that comes late because the sender was held up counts from when it was due. */
    private static long[] lags(PreparedCluster cluster, CommittedVersions committed, int pace, int seconds)
            throws InterruptedException {
        int count = pace * seconds;
        long[] due = new long[count];
        long[] versions = new long[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            due[i] = start + i * 1_000_000_000L / pace;
            sleepUntil(due[i]);
            versions[i] = cluster.change(i % RUNS);
        }
        long last = versions[count - 1];
        Setting.await(() -> committed.at(last) != 0);
        long[] lags = new long[count];
        for (int i = 0; i < count; i++) {
            lags[i] = committed.at(versions[i]) - due[i];
            if (lags[i] < 0) {
                throw new IllegalStateException(String.format(Locale.ROOT, "Version %d was never found", versions[i]));
            }
        }
        Arrays.sort(lags);
        return lags;
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
