package io.tektonretry.log;

/**
 * Why a log cannot be returned, as the caller sees it.
 *
 * @param status HTTP status
 * @param code for programs
 * @param message for people
 */
record LogProblem(int status, String code, String message) {

    static final String NOT_FOUND = "LOG_NOT_FOUND";

    static final String UNAVAILABLE = "LOG_UNAVAILABLE";
}
