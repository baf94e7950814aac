package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what a test generates; the same seed draws the same. */
final class Draw {

    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A number between two, both of them among the possible ones. */
    int number(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T from(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    <T> List<T> shuffled(Collection<? extends T> elements) {
        List<T> shuffled = new ArrayList<>(elements);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            T element = shuffled.set(i, shuffled.get(other));
            shuffled.set(other, element);
        }
        return shuffled;
    }

    <T> List<T> some(Collection<? extends T> elements, int atMost) {
        List<T> shuffled = shuffled(elements);
        return shuffled.subList(0, Math.min(shuffled.size(), number(0, atMost)));
    }
}
