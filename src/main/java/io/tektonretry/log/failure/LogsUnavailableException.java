package io.tektonretry.log.failure;

/** The API server cannot return logs at present. */
final class LogsUnavailableException extends RuntimeException {

    LogsUnavailableException(String cause) {
        super("The API server does not return logs: " + cause);
    }
}
