package io.tektonretry.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Callers of tests, and what is configured unless a test says otherwise. */
final class Callers {

    static final AccessProperties UNCONFIGURED = withReviewsPerSecond(1000);

    private Callers() {}

    static AccessProperties withReviewsPerSecond(int reviews) {
        return with(reviews, 50);
    }

    static AccessProperties withReviewsUnderWay(int reviews) {
        return with(1000, reviews);
    }

    private static AccessProperties with(int reviews, int underWay) {
        return new AccessProperties(
                AccessProperties.Mode.KUBERNETES,
                false,
                List.of(),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                600,
                reviews,
                underWay,
                "sub",
                null,
                null,
                "");
    }

    static Caller named(String name) {
        return new Caller(name, null, List.of(), Map.of(), Caller.Authentication.TOKEN_REVIEW);
    }
}
