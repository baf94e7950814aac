package io.tektonretry.retry.option;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.retry.plan.TaskOverride;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Reads the overrides of tasks from requests. */
@Service
public class RequestedOverrides {

    private final RetryRequests requests;

    RequestedOverrides(RetryRequests requests) {
        this.requests = requests;
    }

    /** The overrides of a request. */
    public static List<TaskOverride> of(RetryRequest request) {
        return StoredOptions.read(request.options()).overrides();
    }

    /** The overrides of each of these runs; runs without overrides are absent. */
    public Map<UUID, List<TaskOverride>> ofRuns(Collection<UUID> runUids) {
        return requests.ofRuns(runUids).stream()
                .filter(request -> !of(request).isEmpty())
                .collect(toMap(request -> Objects.requireNonNull(request.createdUid()), RequestedOverrides::of));
    }
}
