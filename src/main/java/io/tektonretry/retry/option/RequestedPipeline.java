package io.tektonretry.retry.option;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.RetryOptions;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads the requested definition and params from a request. */
public final class RequestedPipeline {

    private RequestedPipeline() {}

    public static RetryOptions.Definition definition(RetryRequest request) {
        return StoredOptions.read(request.options()).definition();
    }

    /** The values of params by name. */
    public static SortedMap<String, JsonNode> params(RetryRequest request) {
        return new TreeMap<>(StoredOptions.read(request.options()).params());
    }
}
