package io.tektonretry.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person or program that calls the service, as the API server knows it.
 *
 * @param name Kubernetes user name, such as {@code system:serviceaccount:ci:bot}
 * @param uid Kubernetes UID of the user, if any
 * @param groups groups of the user
 * @param extra additional attributes for authorizers other than RBAC
 * @param authentication how the caller was authenticated
 */
public record Caller(
        String name,
        @Nullable String uid,
        List<String> groups,
        Map<String, List<String>> extra,
        Authentication authentication) {

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    static final Caller ANYBODY = new Caller("anonymous", null, List.of(), Map.of(), Authentication.NONE);

    /** How a caller was authenticated. */
    public enum Authentication {
        /** By the API server, with a TokenReview. */
        TOKEN_REVIEW,
        /** By the signature of the OIDC issuer. */
        OIDC,
        /** Not at all. */
        NONE,
        /** Not a call: the service acts by itself. */
        SERVICE
    }

    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** Whether it is a service account. */
    public boolean isServiceAccount() {
        return name.startsWith(SERVICE_ACCOUNT);
    }
}
