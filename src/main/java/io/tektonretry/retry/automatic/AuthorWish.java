package io.tektonretry.retry.automatic;

import io.tektonretry.tekton.TektonKeys;
import tools.jackson.databind.JsonNode;

/**
 * What the author of a pipeline wants of the service, read from the annotations of a run, to which Tekton copies those of its Pipeline.
 *
 * @param ofInfrastructure whether failures of the cluster are to be retried
 * @param max how many automatic retries a lineage gets
 */
record AuthorWish(boolean ofInfrastructure, int max) {

    private static final int LONGEST = 4;

    static AuthorWish of(JsonNode run) {
        JsonNode annotations = run.path("metadata").path("annotations");
        return new AuthorWish(
                annotations.path(TektonKeys.AUTO_RETRY).asString("").strip().equals("infrastructure"),
                max(annotations.path(TektonKeys.AUTO_RETRY_MAX).asString("").strip()));
    }

    /** One, unless it says more. */
    private static int max(String text) {
        boolean isNumber =
                !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Integer.parseInt(text) : 1;
    }
}
