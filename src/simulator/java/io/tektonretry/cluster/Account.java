package io.tektonretry.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A service account: who sends its name as bearer token may do what is granted to it, and nothing else. */
public final class Account {

    private final String user;
    private final List<Grant> grants;
    private final Set<Grant> unused = ConcurrentHashMap.newKeySet();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();

    public Account(String user, Collection<Grant> grants) {
        this.user = user;
        this.grants = grants.stream().flatMap(Grant::single).distinct().toList();
        this.unused.addAll(this.grants);
    }

    /** The name, and the bearer token. */
    public String user() {
        return user;
    }

    /** Throws a 403 unless the call is granted. */
    void authorize(Call call) {
        List<Grant> permitting =
                grants.stream().filter(grant -> grant.permits(call)).toList();
        if (permitting.isEmpty()) {
            StatusError refusal = call.forbidden(user);
            refusals.add(refusal.getMessage());
            throw refusal;
        }
        permitting.forEach(unused::remove);
    }

    /** What is granted, one verb on one resource each, and was not needed by any call so far. */
    public Set<Grant> unused() {
        return Set.copyOf(unused);
    }

    /** What was not granted since this was asked the last time, in the words of the API server. */
    public Set<String> refusals() {
        Set<String> refused = refusals.stream().collect(Collectors.toUnmodifiableSet());
        refusals.removeAll(refused);
        return refused;
    }
}
