package io.tektonretry.history.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains at start-up that no database is configured; Boot's own analysis is about embedded databases. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoDatabaseAnalyzer implements FailureAnalyzer {

    private static final String SENTENCE = "No database is configured: set SPRING_DATASOURCE_URL to"
            + " jdbc:postgresql://<host>:5432/<database>, with SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.";

    /** The exception type is private to Boot, so it is matched by name. */
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals("DataSourceBeanCreationException")) {
                return new FailureAnalysis(SENTENCE, null, cause);
            }
        }
        return null;
    }
}
