package io.tektonretry.report;

import java.util.stream.Stream;

/** Figures of a retry report that are made of durations, which take another statement. */
public enum RetryLength {
    DURATION,
    RETRY_DURATION,
    TIME_TO_RECOVERY,
    TIME_SAVED;

    /** The durations that it takes, as they are recorded. */
    Stream<String> kinds() {
        return switch (this) {
            case DURATION -> Stream.of(RetryDurations.WHOLE);
            case RETRY_DURATION -> Stream.of(RetryDurations.RETRY);
            case TIME_TO_RECOVERY -> Stream.of(RetryDurations.RECOVERY);
            case TIME_SAVED -> Stream.of(RetryDurations.RETRY, RetryDurations.SUCCEEDED);
        };
    }
}
