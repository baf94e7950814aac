package io.tektonretry.demo;

import java.util.Random;
import java.util.stream.Collectors;

/** The random ends of names, as the API server makes them. */
final class RunNames {

    private static final String CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LENGTH = 5;

    private RunNames() {}

    static String suffix(Random random) {
        return random.ints(LENGTH, 0, CHARACTERS.length())
                .mapToObj(i -> String.valueOf(CHARACTERS.charAt(i)))
                .collect(Collectors.joining());
    }
}
