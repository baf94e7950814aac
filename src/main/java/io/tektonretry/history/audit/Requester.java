package io.tektonretry.history.audit;

import io.tektonretry.tekton.PlainText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a retry, with all that the cluster needs to be asked for the right again.
 *
 * @param name Kubernetes' user name
 * @param uid Kubernetes' UID of the user, where it has one
 * @param groups the user's groups
 * @param extra what authenticators add
 * @param authentication who said that it was this user
 * @param clientAddress from where the user called
 * @param userAgent the program that the user called with, by its own word
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

    /** The service, which asks itself; Kubernetes gives the prefix to nobody else. */
    public static Requester service() {
        return new Requester("system:tekton-retry:automatic", null, List.of(), Map.of(), OF_THE_SERVICE, null, null);
    }

    /** Whether the service has asked itself. */
    public boolean asksItself() {
        return authentication.equals(OF_THE_SERVICE);
    }

    /** The name as it is shown to people, in logs, Events and annotations; rights are asked for by {@link #name}. */
    public String shownName() {
        return PlainText.of(name);
    }
}
