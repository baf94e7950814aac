package io.tektonretry.tekton;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Lets the start-up stop with the sentence of {@link NoClusterException} instead of a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoClusterAnalyzer extends AbstractFailureAnalyzer<NoClusterException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NoClusterException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
