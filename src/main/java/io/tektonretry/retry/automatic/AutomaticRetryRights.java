package io.tektonretry.retry.automatic;

import org.springframework.stereotype.Component;

/** Says whether the service may still carry out what it has asked itself for. */
@Component
public class AutomaticRetryRights {

    private final AutomaticRetryProperties properties;

    AutomaticRetryRights(AutomaticRetryProperties properties) {
        this.properties = properties;
    }

    /** Whether the operator wants automatic retries in the namespace. */
    public boolean allows(String namespace) {
        return properties.isFor(namespace);
    }
}
