package io.tektonretry.tekton;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Reports {@link NoClusterException} at start-up as its message, without a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoClusterAnalyzer extends AbstractFailureAnalyzer<NoClusterException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NoClusterException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
