package io.tektonretry.log;

/**
 * Why there is no log, as the caller is told.
 *
 * @param status of the HTTP answer
 * @param code for programs
 * @param message for people
 */
record LogProblem(int status, String code, String message) {

    static final String NOT_FOUND = "LOG_NOT_FOUND";

    static final String UNAVAILABLE = "LOG_UNAVAILABLE";
}
