package io.tektonretry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @Test
    void interpolatesBetweenTwoRanks() {
        Histogram histogram = new Histogram();
        histogram.add(new Integer[] {10, 20}, new Integer[] {1, 1});

        assertThat(histogram.percentiles())
                .isEqualTo(new Percentiles(Duration.ofSeconds(15), Duration.ofMillis(19_500), 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void tellsWhatTheSortedDurationsTell(long seed) {
        Random random = new Random(seed);
        Histogram histogram = new Histogram();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Integer[] seconds = random.ints(random.nextInt(5), -3, 50).boxed().toArray(Integer[]::new);
            Integer[] counts = random.ints(seconds.length, 1, 4).boxed().toArray(Integer[]::new);
            histogram.add(seconds, counts);
            IntStream.range(0, seconds.length)
                    .forEach(each -> IntStream.range(0, counts[each]).forEach(one -> all.add(seconds[each])));
        }
        all.sort(null);

        Percentiles percentiles = histogram.percentiles();

        assertThat(percentiles.sampleSize()).isEqualTo(all.size());
        assertThat(percentiles.p50()).isBetween(seconds(all, 0.5, 0), seconds(all, 0.5, 1));
        assertThat(percentiles.p95()).isBetween(seconds(all, 0.95, 0), seconds(all, 0.95, 1));
        assertThat(histogram.lack(20.5))
                .isEqualTo(all.stream()
                        .mapToDouble(each -> Math.max(0, 20.5 - each))
                        .sum());
    }

    private static Duration seconds(List<Integer> sorted, double part, int next) {
        return Duration.ofSeconds(sorted.get((int) (part * (sorted.size() - 1)) + next));
    }
}
