package io.tektonretry.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person or program that calls the service, as the API server knows it.
 *
 * @param name Kubernetes' user name, such as {@code system:serviceaccount:ci:bot}
 * @param uid Kubernetes' UID of the user, where it has one
 * @param groups the user's groups
 * @param extra what authenticators add for authorizers that are not RBAC
 * @param authentication who says that it is this caller
 */
public record Caller(
        String name,
        @Nullable String uid,
        List<String> groups,
        Map<String, List<String>> extra,
        Authentication authentication) {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    static final Caller ANYBODY = new Caller("anonymous", null, List.of(), Map.of(), Authentication.NONE);

    /** Who says who a caller is. */
    public enum Authentication {
        /** The API server, by a TokenReview. */
        TOKEN_REVIEW,
        /** The OIDC issuer, by its signature. */
        OIDC,
        /** Nobody. */
        NONE,
        /** Nobody calls: the service acts by itself. */
        SERVICE
    }

    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** Whether it is a program that runs in the cluster. */
    public boolean isServiceAccount() {
        return name.startsWith(SERVICE_ACCOUNT);
    }
}
