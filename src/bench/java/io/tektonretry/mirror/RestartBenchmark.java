package io.tektonretry.mirror;

/** How long the mirror needs to catch up with objects that it has recorded already, against its first sight of them. */
final class RestartBenchmark {

    private RestartBenchmark() {}

    static void run(Setting setting) throws InterruptedException {
        int objects = setting.size("objects", 50_000);
        Figures first = new Figures("first sync of %d objects".formatted(objects), "s");
        Figures java = new Figures("first sync Java CPU", "us/object");
        Figures database = new Figures("first sync PostgreSQL CPU", "us/object");
        Figures again = new Figures("restart with %d unchanged objects".formatted(objects), "s");
        Figures ratio = new Figures("restart to first sync", "ratio");
        try (PreparedCluster cluster = PreparedCluster.of(objects, 3)) {
            for (int round = 0; round < setting.size("syncs", 5); round++) {
                setting.clear();
                CpuTime before = CpuTime.now(setting.jdbc());
                double firstTook = sync(setting, cluster, objects);
                CpuTime used = CpuTime.now(setting.jdbc()).since(before);
                double againTook = sync(setting, cluster, 0);
                first.add(firstTook);
                java.add(used.java() / 1e3 / objects);
                database.add(used.database() / 1e3 / objects);
                again.add(againTook);
                ratio.add(againTook / firstTook);
            }
        }
        first.summarise();
        java.summarise();
        database.summarise();
        again.summarise();
        ratio.summarise();
    }

    /** The seconds from the start of the mirror until everything that the cluster holds is committed. */
    static double sync(Setting setting, PreparedCluster cluster, int stored) throws InterruptedException {
        long start = System.nanoTime();
        try (MirroredService mirror = setting.mirror(cluster)) {
            Setting.await(mirror::isCaughtUp);
            double took = (System.nanoTime() - start) / 1e9;
            if (mirror.count("stored") != stored) {
                throw new IllegalStateException(
                        "%.0f objects were stored and not %d".formatted(mirror.count("stored"), stored));
            }
            return took;
        }
    }
}
