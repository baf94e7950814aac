package io.tektonretry.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the current caller may do with PipelineRuns. Every question throws {@link AccessUndecidedException} when the API server
 * can't be asked.
 */
@Component
public class RunAccess {

    private static final int REMEMBERED_DECISIONS = 10_000;

    private record Reading(Caller caller, @Nullable String namespace) {}

    private final CurrentCaller current;
    private final Authorizer authorizer;
    private final Cache<Reading, Boolean> readings;

    RunAccess(CurrentCaller current, Authorizer authorizer, AccessProperties properties) {
        this.current = current;
        this.authorizer = authorizer;
        this.readings = Caffeine.newBuilder()
                .expireAfterWrite(properties.readCache())
                .maximumSize(REMEMBERED_DECISIONS)
                .build();
    }

    /** Whether the caller may list PipelineRuns in the namespace, as decided at most {@code tektonretry.access.read-cache} ago. */
    public boolean mayRead(String namespace) {
        return mayRead(current.get(), namespace);
    }

    /**
     * The namespaces in which the caller may list PipelineRuns.
     *
     * @param known the namespaces to choose from, asked for only when the caller may not read all of them
     */
    public ReadableNamespaces readableNamespaces(Supplier<? extends Collection<String>> known) {
        Caller caller = current.get();
        return mayRead(caller, null)
                ? new ReadableNamespaces.All()
                : new ReadableNamespaces.Only(known.get().stream()
                        .filter(namespace -> mayRead(caller, namespace))
                        .collect(Collectors.toSet()));
    }

    /** Whether the caller may create PipelineRuns in the namespace as of now. */
    public boolean mayRetry(String namespace) {
        return mayRetry(current.get(), namespace);
    }

    /** Whether somebody who need not be calling may create PipelineRuns in the namespace as of now. */
    public boolean mayRetry(Caller caller, String namespace) {
        return authorizer.allows(caller, "create", namespace);
    }

    private boolean mayRead(Caller caller, @Nullable String namespace) {
        return readings.get(
                new Reading(caller, namespace),
                reading -> authorizer.allows(reading.caller(), "list", reading.namespace()));
    }
}
