package io.tektonretry.retry.automatic;

import org.springframework.stereotype.Component;

/** Tells whether the service may still execute its own requests. */
@Component
public class AutomaticRetryRights {

    private final AutomaticRetryProperties properties;

    AutomaticRetryRights(AutomaticRetryProperties properties) {
        this.properties = properties;
    }

    /** Whether automatic retries are enabled in the namespace. */
    public boolean allows(String namespace) {
        return properties.isFor(namespace);
    }
}
