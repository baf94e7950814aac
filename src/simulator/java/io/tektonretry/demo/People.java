package io.tektonretry.demo;

import io.tektonretry.history.audit.Requester;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Who works at the company. */
final class People {

    static final Requester CI_BOT = new Requester(
            "system:serviceaccount:ci:ci-bot",
            null,
            List.of("system:serviceaccounts"),
            Map.of(),
            "TOKEN_REVIEW",
            null,
            "ci-bot/2.3");

    private static final List<String> NAMES =
            List.of("alice", "bjarne", "chidi", "dolores", "emre", "fatima", "goran", "hanako", "ines");

    private People() {}

    static String anybody(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    static Requester requester(String name) {
        return new Requester(
                name + "@example.com", null, List.of("developers"), Map.of(), "TOKEN_REVIEW", null, "Mozilla/5.0");
    }
}
