package io.tektonretry.retry.option;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.RetryOptions;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads from a request by which definition the pipeline is retried, and which of its params were given values. */
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
