package io.tektonretry.mirror;

import java.lang.management.ManagementFactory;

/** How much heap the mirror needs for each object that it follows: the mirror of a full cluster against that of an empty one. */
final class HeapBenchmark {

    private HeapBenchmark() {}

    static void run(Setting setting) throws InterruptedException {
        int objects = setting.size("objects", 50_000);
        Figures each = new Figures("heap for each of %d objects".formatted(objects), "B");
        setting.clear();
        try (PreparedCluster full = PreparedCluster.of(objects, 4);
                PreparedCluster empty = PreparedCluster.of(0, 5)) {
            for (int round = -1; round < setting.rounds(); round++) {
                long without = used(setting, empty);
                setting.clear();
                long with = used(setting, full);
                setting.clear();
                if (round >= 0) {
                    each.add((double) (with - without) / objects);
                }
            }
        }
        each.summarise();
    }

    /** The bytes in use when the mirror has caught up and nothing waits. */
    private static long used(Setting setting, PreparedCluster cluster) throws InterruptedException {
        try (MirroredService mirror = setting.mirror(cluster)) {
            Setting.await(mirror::isCaughtUp);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(50);
                least = Math.min(
                        least,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return least;
        }
    }
}
