package io.tektonretry.mirror;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the mirror costs. The last argument names the parts to run, and may change their sizes: {@code ingest,rounds=9}. All parts run
 * when it names none.
 */
public final class MirrorBenchmark {

    /** The parts in the order in which they run. */
    private enum Part {
        INGEST(IngestBenchmark::run),
        LAG(LagBenchmark::run),
        RESTART(RestartBenchmark::run),
        HEAP(HeapBenchmark::run),
        GROWTH(GrowthBenchmark::run);

        private final Measurement measurement;

        Part(Measurement measurement) {
            this.measurement = measurement;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private interface Measurement {
        void measure(Setting setting) throws Exception;
    }

    private MirrorBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        String wishes = arguments.length == 0 ? "" : arguments[arguments.length - 1];
        Set<String> words = Set.of(wishes.split(","));
        Map<String, Long> sizes = new TreeMap<>();
        words.stream()
                .filter(word -> word.contains("="))
                .map(word -> word.split("="))
                .forEach(size -> sizes.put(size[0], Long.valueOf(size[1])));
        boolean all = Stream.of(Part.values()).map(Part::word).noneMatch(words::contains);
        try (Setting setting = Setting.start(sizes)) {
            setting.describe();
            for (Part part : Part.values()) {
                if (all || words.contains(part.word())) {
                    part.measurement.measure(setting);
                }
            }
        }
        System.exit(0);
    }
}
