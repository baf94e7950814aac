package io.tektonretry.access;

import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the current caller may do. Every method throws {@link AccessUndecidedException} when the API server can't be
 * asked. Decisions about reading are cached for {@code tektonretry.access.read-cache}; those about retrying never are.
 */
@Component
public class RunAccess {

    private static final ThreadLocal<@Nullable Map<String, Boolean>> IN_CALL = new ThreadLocal<>();

    private final CurrentCaller current;
    private final PacedReviews reviews;
    private final CachingAuthorizer remembered;

    RunAccess(CurrentCaller current, PacedReviews reviews, CachingAuthorizer remembered) {
        this.current = current;
        this.reviews = reviews;
        this.remembered = remembered;
    }

    /** Whether the caller may see a run that it names: may list PipelineRuns in the namespace, or get them. */
    public boolean mayRead(String namespace) {
        Caller caller = current.get();
        return remembered.allows(caller, Right.pipelineRuns("list", namespace))
                || remembered.allows(caller, Right.pipelineRuns("get", namespace));
    }

    /**
     * The namespaces in which the caller may list PipelineRuns.
     *
     * @param known the namespaces to choose from, asked for only when the caller may not read all of them
     */
    public ReadableNamespaces readableNamespaces(Supplier<? extends Collection<String>> known) {
        return readable(known, namespace -> Right.pipelineRuns("list", namespace));
    }

    /**
     * The namespaces in which the caller may get a PipelineRun by its name; {@code known} as in {@link
     * #readableNamespaces}.
     */
    public ReadableNamespaces gettableNamespaces(Supplier<? extends Collection<String>> known) {
        return readable(known, namespace -> Right.pipelineRuns("get", namespace));
    }

    /**
     * The namespaces in which the caller may list PipelineRuns or get one by name; {@code known} as in {@link
     * #readableNamespaces}.
     */
    public ReadableNamespaces visibleNamespaces(Supplier<? extends Collection<String>> known) {
        if (!(readableNamespaces(known) instanceof ReadableNamespaces.Only listed)) {
            return new ReadableNamespaces.All();
        }
        List<String> others = known.get().stream()
                .filter(namespace -> !listed.contains(namespace))
                .toList();
        if (others.isEmpty()) {
            return listed;
        }
        return gettableNamespaces(() -> others) instanceof ReadableNamespaces.Only got
                ? new ReadableNamespaces.Only(Stream.concat(listed.names().stream(), got.names().stream())
                        .collect(toSet()))
                : new ReadableNamespaces.All();
    }

    /** The namespaces whose audit the caller may list; {@code known} as in {@link #readableNamespaces}. */
    public ReadableNamespaces auditableNamespaces(Supplier<? extends Collection<String>> known) {
        return readable(known, namespace -> Right.auditEvents("list", namespace));
    }

    /** Whether the caller may now create PipelineRuns in the namespace, or at least {@code retry} them. */
    public boolean mayRetry(String namespace) {
        return onceInCall("retry", namespace, () -> mayRetry(current.get(), namespace));
    }

    /** Whether that caller may now create PipelineRuns in the namespace, or at least {@code retry} them. */
    public boolean mayRetry(Caller caller, String namespace) {
        return reviews.allows(caller, Right.pipelineRuns("create", namespace))
                || reviews.allows(caller, Right.pipelineRuns("retry", namespace));
    }

    /** Runs the work of one call, within which each right to retry or create is asked once. */
    public <T> T askingOnce(Supplier<T> work) {
        IN_CALL.set(new HashMap<>());
        try {
            return work.get();
        } finally {
            IN_CALL.remove();
        }
    }

    /** Whether the caller may now read logs of pods in the namespace. */
    public boolean mayReadLogs(String namespace) {
        return reviews.allows(current.get(), Right.logs(namespace));
    }

    /** The namespaces among these in which the caller may read logs of pods. */
    public Set<String> withReadableLogs(Collection<String> namespaces) {
        List<Right> asked = namespaces.stream().distinct().map(Right::logs).toList();
        return remembered.allowed(current.get(), asked).stream()
                .map(allowed -> Objects.requireNonNull(allowed.namespace()))
                .collect(toSet());
    }

    private boolean onceInCall(String right, String namespace, BooleanSupplier ask) {
        Map<String, Boolean> asked = IN_CALL.get();
        return asked == null
                ? ask.getAsBoolean()
                : asked.computeIfAbsent(right + " " + namespace, key -> ask.getAsBoolean());
    }

    /** Whether the caller may now create PipelineRuns in the namespace, and so decide what a retry runs. */
    public boolean mayCreate(String namespace) {
        return onceInCall("create", namespace, () -> mayCreate(current.get(), namespace));
    }

    /** Whether that caller may now create PipelineRuns in the namespace. */
    public boolean mayCreate(Caller caller, String namespace) {
        return reviews.allows(caller, Right.pipelineRuns("create", namespace));
    }

    /** {@link #mayRetry(String)} of each namespace. */
    public Map<String, Boolean> mayRetry(Collection<String> namespaces) {
        Caller caller = current.get();
        return reviews.answers(
                caller,
                namespaces,
                2,
                (authorizer, namespace) -> authorizer.allows(caller, Right.pipelineRuns("create", namespace))
                        || authorizer.allows(caller, Right.pipelineRuns("retry", namespace)));
    }

    private ReadableNamespaces readable(
            Supplier<? extends Collection<String>> known, Function<@Nullable String, Right> right) {
        Caller caller = current.get();
        if (remembered.allows(caller, right.apply(null))) {
            return new ReadableNamespaces.All();
        }
        List<Right> asked = known.get().stream().map(right).toList();
        return new ReadableNamespaces.Only(remembered.allowed(caller, asked).stream()
                .map(allowed -> Objects.requireNonNull(allowed.namespace()))
                .collect(toSet()));
    }
}
