package io.tektonretry.log.failure;

/** The API server gives no logs for now. */
final class LogsUnavailableException extends RuntimeException {

    LogsUnavailableException(String cause) {
        super("The API server does not return logs: " + cause);
    }
}
