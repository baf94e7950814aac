package io.tektonretry.graphql.error;

import org.springframework.util.unit.DataSize;

/** An answer exceeds the memory limit for one answer. */
public final class AnswerTooLargeException extends RuntimeException {

    private final DataSize most;

    public AnswerTooLargeException(DataSize most) {
        this.most = most;
    }

    @Override
    public String getMessage() {
        return "The answer has more than %,d MB. Request fewer objects or fields at a time."
                .formatted(most.toMegabytes());
    }
}
