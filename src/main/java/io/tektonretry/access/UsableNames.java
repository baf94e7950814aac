package io.tektonretry.access;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Lets in nobody whose name can't be recorded, whoever vouches for it: PostgreSQL stores neither NUL nor half a surrogate pair. */
final class UsableNames {

    private UsableNames() {}

    /** Refuses a token of such a caller, and of one without a name. */
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
