package io.tektonretry.retry;

import io.tektonretry.history.RetryRequest;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads from a request which params of the pipeline were given values. */
public final class RequestedParams {

    private RequestedParams() {}

    /** The values by name. */
    public static SortedMap<String, JsonNode> of(RetryRequest request) {
        return new TreeMap<>(StoredOptions.read(request.options()).params());
    }
}
