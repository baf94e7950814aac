package io.tektonretry.retry.option;

import io.tektonretry.retry.plan.RetryOptions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stores the options of a request as JSON; stored options may lack fields that were added later. */
public final class StoredOptions {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StoredOptions() {}

    public static String write(RetryOptions options) {
        return JSON.writeValueAsString(options);
    }

    public static RetryOptions read(String stored) {
        ObjectNode options = JSON.valueToTree(RetryOptions.defaults());
        options.setAll((ObjectNode) JSON.readTree(stored));
        return JSON.treeToValue(options, RetryOptions.class);
    }
}
