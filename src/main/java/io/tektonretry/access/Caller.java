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
 */
public record Caller(String name, @Nullable String uid, List<String> groups, Map<String, List<String>> extra) {

    static final Caller ANYBODY = new Caller("anonymous", null, List.of(), Map.of());

    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
