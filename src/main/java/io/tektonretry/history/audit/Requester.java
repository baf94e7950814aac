package io.tektonretry.history.audit;

import io.tektonretry.tekton.PlainText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a retry, with everything needed to check the right again.
 *
 * @param name Kubernetes user name
 * @param uid Kubernetes UID of the user, if any
 * @param groups groups of the user
 * @param extra additional attributes from authenticators
 * @param authentication how the user was authenticated
 * @param clientAddress address of the client
 * @param userAgent the client's {@code User-Agent}
 */
public record Requester(
        String name,
        @Nullable String uid,
        List<String> groups,
        Map<String, List<String>> extra,
        String authentication,
        @Nullable String clientAddress,
        @Nullable String userAgent) {

    private static final String OF_THE_SERVICE = "SERVICE";

    public Requester {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** The service itself; Kubernetes reserves the prefix {@code system:}, so no user has this name. */
    public static Requester service() {
        return new Requester("system:tekton-retry:automatic", null, List.of(), Map.of(), OF_THE_SERVICE, null, null);
    }

    /** Whether the service itself is the requester. */
    public boolean asksItself() {
        return authentication.equals(OF_THE_SERVICE);
    }

    /** The name for display in logs, Events and annotations; access reviews use {@link #name}. */
    public String shownName() {
        return PlainText.of(name);
    }
}
