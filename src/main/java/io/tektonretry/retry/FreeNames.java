package io.tektonretry.retry;

import io.tektonretry.history.RequestProof;
import java.util.Optional;

/** Alternative names for the run of a request, when a name is taken. */
final class FreeNames {

    /** Tekton's limit. */
    private static final int LONGEST = 63;

    private FreeNames() {}

    /**
     * The name after the current one; empty after the last. It is derived from the request, so that concurrent workers
     * choose the same name and no one else can predict it.
     *
     * @param planned the name in the plan, {@code <root>-r<N>}
     */
    static Optional<String> after(String current, String planned, RequestProof proof) {
        int next = 0;
        for (String suffix : proof.suffixes()) {
            next++;
            if (current.equals(with(suffix, planned))) {
                return proof.suffixes().stream().skip(next).findFirst().map(following -> with(following, planned));
            }
        }
        return Optional.of(with(proof.suffixes().get(0), planned));
    }

    private static String with(String suffix, String planned) {
        int room = LONGEST - 1 - suffix.length();
        if (planned.length() <= room) {
            return planned + "-" + suffix;
        }
        String number = planned.substring(planned.lastIndexOf("-r"));
        String head = planned.substring(0, room - number.length());
        return head.replaceAll("[^a-z0-9]+$", "") + number + "-" + suffix;
    }
}
