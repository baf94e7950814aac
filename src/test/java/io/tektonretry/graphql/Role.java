package io.tektonretry.graphql;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kinds of callers, each with a token of its own name; namespace A is {@link MatrixWorld#A}. */
enum Role {
    ANONYMOUS,
    NOBODY,
    READER_OF_A("list pipelineruns A"),
    GETTER_OF_A("get pipelineruns A"),
    RETRIER_OF_A("list pipelineruns A", "retry pipelineruns A"),
    CREATOR_OF_A("list pipelineruns A", "create pipelineruns A"),
    BLIND_CREATOR_OF_A("create pipelineruns A"),
    AUDITOR_OF_A("list auditevents A"),
    READER("list pipelineruns"),
    AUDITOR("list auditevents");

    private final Set<String> rights;

    Role(String... rights) {
        this.rights = Set.of(rights);
    }

    /** As {@link Rights} spells them. */
    Set<String> granted() {
        return rights.stream().map(right -> right.replace("A", MatrixWorld.A)).collect(Collectors.toSet());
    }

    boolean mayGet(String namespace) {
        return mayList(namespace) || has("get pipelineruns", namespace);
    }

    boolean mayList(String namespace) {
        return has("list pipelineruns", namespace);
    }

    boolean mayRetry(String namespace) {
        return has("create pipelineruns", namespace) || has("retry pipelineruns", namespace);
    }

    boolean mayAudit(String namespace) {
        return has("list auditevents", namespace);
    }

    private boolean has(String right, String namespace) {
        return Stream.of(right, right + " " + namespace).anyMatch(granted()::contains);
    }
}
