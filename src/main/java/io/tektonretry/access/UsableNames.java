package io.tektonretry.access;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Rejects callers whose name cannot be stored: PostgreSQL stores neither NUL nor half a surrogate pair. */
final class UsableNames {

    private UsableNames() {}

    /** Rejects such a caller, and one without a name. */
    static void check(Authentication judged) {
        if (judged.getPrincipal() instanceof Caller caller && !isUsable(caller)) {
            throw new InvalidBearerTokenException("The token names a user or a group that can't be recorded");
        }
    }

    private static boolean isUsable(Caller caller) {
        String uid = caller.uid();
        return !caller.name().isEmpty()
                && Stream.concat(Stream.of(caller.name(), uid == null ? "" : uid), caller.groups().stream())
                        .allMatch(UsableNames::isStorable);
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
