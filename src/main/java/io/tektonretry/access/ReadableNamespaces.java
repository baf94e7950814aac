package io.tektonretry.access;

import java.util.Set;

/** The namespaces whose runs a caller may see. */
public sealed interface ReadableNamespaces {

    /** Every namespace, also one that nobody has seen yet. */
    record All() implements ReadableNamespaces {}

    /** These and no others; none at all when the set is empty. */
    record Only(Set<String> names) implements ReadableNamespaces {

        public Only {
            names = Set.copyOf(names);
        }
    }
}
