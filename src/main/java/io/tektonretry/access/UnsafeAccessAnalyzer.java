package io.tektonretry.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Reports {@link UnsafeAccessException} at start-up as its message, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnsafeAccessAnalyzer extends AbstractFailureAnalyzer<UnsafeAccessException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsafeAccessException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
