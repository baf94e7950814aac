package io.tektonretry.retry.option;

import io.tektonretry.retry.plan.RetryOptions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The options of a request as they are kept: as JSON, so that an older version's requests lack what was added since. */
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
