package io.tektonretry.tekton.watch;

import java.util.Set;

/**
 * One event of a watch.
 *
 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}
 */
record WatchEvent(String type, ScannedObject object) {

    private static final Set<String> TYPES = Set.of("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR");

    boolean isKnown() {
        return TYPES.contains(type);
    }
}
