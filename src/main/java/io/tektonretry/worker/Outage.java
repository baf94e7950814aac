package io.tektonretry.worker;

import io.micrometer.core.instrument.Counter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An outage of one worker, from its first failure to its next success; each kind of failure is logged once. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final String worker;
    private final Counter failures;
    private final Predicate<Throwable> isKnown;
    private final Set<Class<?>> told = new HashSet<>();
    private volatile @Nullable String failure;

    Outage(String worker, Counter failures, Predicate<Throwable> isKnown) {
        this.worker = worker;
        this.failures = failures;
        this.isKnown = isKnown;
    }

    void failed(Throwable cause) {
        failures.increment();
        failure = cause.toString();
        boolean isFirst = told.isEmpty();
        if (isKnown.test(cause)) {
            if (isFirst && told.add(Predicate.class)) {
                LOG.atWarn()
                        .addKeyValue("worker", worker)
                        .addKeyValue("cause", bottom(cause).getMessage())
                        .log("A worker is waiting for the database or the cluster; trying again");
            }
        } else if (told.add(cause.getClass())) {
            LOG.atError()
                    .addKeyValue("worker", worker)
                    .setCause(cause)
                    .log("A worker failed unexpectedly; trying again");
        }
    }

    void over() {
        if (failure != null) {
            failure = null;
            told.clear();
            LOG.atInfo().addKeyValue("worker", worker).log("A worker continues");
        }
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private static Throwable bottom(Throwable cause) {
        Throwable bottom = cause;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return bottom;
    }
}
