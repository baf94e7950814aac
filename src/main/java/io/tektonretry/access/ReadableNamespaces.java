package io.tektonretry.access;

import java.util.Set;

/** The namespaces whose runs a caller may see. */
public sealed interface ReadableNamespaces {

    /** Whether the namespace is one of them. */
    boolean contains(String namespace);

    /** Whether the caller may see nothing at all. */
    boolean isEmpty();

    /** Every namespace, including unknown ones. */
    record All() implements ReadableNamespaces {

        @Override
        public boolean contains(String namespace) {
            return true;
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    /** These and no others; none at all when the set is empty. */
    record Only(Set<String> names) implements ReadableNamespaces {

        public Only {
            names = Set.copyOf(names);
        }

        @Override
        public boolean contains(String namespace) {
            return names.contains(namespace);
        }

        @Override
        public boolean isEmpty() {
            return names.isEmpty();
        }
    }
}
