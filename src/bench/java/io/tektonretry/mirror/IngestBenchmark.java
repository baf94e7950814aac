package io.tektonretry.mirror;

import io.tektonretry.history.RawUpsert;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How fast changes come from the watch into the tables, against one who does nothing but write the same rows. */
final class IngestBenchmark {

    private IngestBenchmark() {}

    static void run(Setting setting) throws InterruptedException, SQLException {
        int runs = setting.size("runs", 5_000);
        Contestant ours = new Contestant("ingest", setting.jdbc(), runs);
        Contestant raw = new Contestant("raw upsert", setting.jdbc(), runs);
        Figures ratio = new Figures("ingest to raw upsert", "ratio");
        setting.clear();
        try (PreparedCluster cluster = PreparedCluster.of(runs, 1);
                MirroredService mirror = setting.mirror(cluster)) {
            Setting.await(mirror::isCaughtUp);
            RawUpsert opponent = new RawUpsert(setting.database(), uids(setting), setting.batchSize());
            long warm = System.nanoTime() + setting.warmUp();
            for (int round = 0; round < setting.rounds(); ) {
                boolean counts = System.nanoTime() > warm;
                double oursTook = ours.time(counts, () -> ingest(cluster, mirror, runs));
                double rawTook = raw.time(counts, () -> cluster.reach(opponent.write(cluster.version())));
                if (counts) {
                    ratio.add(rawTook / oursTook);
                    round++;
                }
            }
        }
        ours.summarise();
        raw.summarise();
        ratio.summarise();
    }

    private static List<UUID> uids(Setting setting) {
        return setting.jdbc()
                .sql("select uid from pipeline_run")
                .query(UUID.class)
                .list();
    }

    /** Changes all runs and waits until all changes are committed. */
    static void ingest(PreparedCluster cluster, MirroredService mirror, int runs) throws InterruptedException {
        double stored = mirror.count("stored");
        cluster.changeAll();
        Setting.await(() -> mirror.count("stored") >= stored + runs);
    }

    private interface Work {
        void run() throws InterruptedException, SQLException;
    }

    /** How fast somebody writes the rows of some runs, and what that costs. */
    private static final class Contestant {

        private final JdbcClient jdbc;
        private final int runs;
        private final Figures pace;
        private final Figures java;
        private final Figures database;

        Contestant(String name, JdbcClient jdbc, int runs) {
            this.jdbc = jdbc;
            this.runs = runs;
            this.pace = new Figures(name, "rows/s");
            this.java = new Figures(name + " Java CPU", "us/row");
            this.database = new Figures(name + " PostgreSQL CPU", "us/row");
        }

        double time(boolean counts, Work work) throws InterruptedException, SQLException {
            CpuTime before = CpuTime.now(jdbc);
            long start = System.nanoTime();
            work.run();
            double took = (System.nanoTime() - start) / 1e9;
            CpuTime used = CpuTime.now(jdbc).since(before);
            if (counts) {
                pace.add(runs / took);
                java.add(used.java() / 1e3 / runs);
                database.add(used.database() / 1e3 / runs);
            }
            return took;
        }

        void summarise() {
            Stream.of(pace, java, database).forEach(Figures::summarise);
        }
    }
}
