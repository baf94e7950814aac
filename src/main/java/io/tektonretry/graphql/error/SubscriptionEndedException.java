package io.tektonretry.graphql.error;

import java.time.Duration;

/** A subscription has ended; the message is a sentence for the subscriber. */
public final class SubscriptionEndedException extends RuntimeException {

    private final ErrorCode code;
    private final String message;

    private SubscriptionEndedException(ErrorCode code, String message) {
        this.code = code;
        this.message = message;
    }

    public static SubscriptionEndedException cursorExpired() {
        return new SubscriptionEndedException(
                ErrorCode.CURSOR_EXPIRED,
                "Changes after this cursor are no longer kept. Read the runs again and subscribe without "
                        + "`after`.");
    }

    public static SubscriptionEndedException tooSlow(int buffer) {
        return new SubscriptionEndedException(
                ErrorCode.SUBSCRIBER_TOO_SLOW,
                "The subscriber is more than %,d changes behind. Subscribe again after the last cursor."
                        .formatted(buffer));
    }

    public static SubscriptionEndedException tooOld(Duration maxAge) {
        return new SubscriptionEndedException(ErrorCode.CONNECTION_TOO_OLD, tooOldMessage(maxAge));
    }

    public static String tooOldMessage(Duration maxAge) {
        return "The caller was authenticated more than %s ago. Connect again with a fresh token, and subscribe after the last cursor."
                .formatted(maxAge);
    }

    public static SubscriptionEndedException forbidden(String namespace) {
        return new SubscriptionEndedException(
                ErrorCode.FORBIDDEN, "The caller may not see the PipelineRuns of %s.".formatted(namespace));
    }

    public static SubscriptionEndedException tooMany(int allowed, String where) {
        return new SubscriptionEndedException(
                ErrorCode.LIMIT_EXCEEDED,
                "%,d subscriptions are already open on %s, which is the limit.".formatted(allowed, where));
    }

    ErrorCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
