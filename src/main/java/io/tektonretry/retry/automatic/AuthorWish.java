package io.tektonretry.retry.automatic;

import io.tektonretry.tekton.TektonKeys;
import tools.jackson.databind.JsonNode;

/**
 * The author's settings for automatic retries, read from the annotations of a run, to which Tekton copies those of its
 * Pipeline.
 *
 * @param ofInfrastructure whether failures caused by the cluster are retried
 * @param max maximum number of automatic retries of a lineage
 */
record AuthorWish(boolean ofInfrastructure, int max) {

    private static final int LONGEST = 4;

    static AuthorWish of(JsonNode run) {
        JsonNode annotations = run.path("metadata").path("annotations");
        return new AuthorWish(
                annotations.path(TektonKeys.AUTO_RETRY).asString("").strip().equals("infrastructure"),
                max(annotations.path(TektonKeys.AUTO_RETRY_MAX).asString("").strip()));
    }

    /** One by default. */
    private static int max(String text) {
        boolean isNumber =
                !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Integer.parseInt(text) : 1;
    }
}
