package io.tektonretry.export;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.history.database.DatabaseOutage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;

/** Says what a failure of an export is for its caller. */
final class ExportErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ExportErrors.class);

    private ExportErrors() {}

    static ExportRefusedException of(Throwable failure) {
        if (failure instanceof ExportRefusedException refused) {
            return refused;
        }
        if (failure instanceof AccessUndecidedException) {
            return new ExportRefusedException(503, "CLUSTER_UNAVAILABLE", "The API server does not answer. Try again.");
        }
        if (failure instanceof RateLimitedException) {
            return new ExportRefusedException(429, "RATE_LIMITED", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof QueryTimeoutException) {
            return new ExportRefusedException(
                    504, "TIMEOUT", "A part of the export took too long. Export a shorter time.");
        }
        if (DatabaseOutage.isCauseOf(failure)) {
            return new ExportRefusedException(503, "DATABASE_UNAVAILABLE", "The database does not answer. Try again.");
        }
        LOG.atError().setCause(failure).log("An export failed unexpectedly");
        return new ExportRefusedException(500, "INTERNAL_ERROR", "The service failed.");
    }
}
