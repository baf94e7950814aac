package io.tektonretry.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Callers of tests, and what is configured unless a test says otherwise. */
final class Callers {

    static final AccessProperties UNCONFIGURED = new AccessProperties(
            AccessProperties.Mode.KUBERNETES, false, List.of(), Duration.ofMinutes(1), "sub", null, null, "");

    private Callers() {}

    static Caller named(String name) {
        return new Caller(name, null, List.of(), Map.of(), Caller.Authentication.TOKEN_REVIEW);
    }
}
