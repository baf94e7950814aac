package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Cursors of the list of all runs: they hold a position, so that a page far behind is found as fast as the first one. */
final class RunCursor {

    private RunCursor() {}

    static String encode(PipelineRunPosition position) {
        return Opaque.encode(position.createdAt() + "/" + position.uid());
    }

    /**
     * Reads a cursor.
     *
     * @throws InvalidInputException when {@link #encode} can't have written it
     */
    static PipelineRunPosition decode(String cursor) {
        return Opaque.decode(cursor)
                .flatMap(RunCursor::position)
                .filter(position -> encode(position).equals(cursor))
                .orElseThrow(() -> PageArguments.notACursor(cursor));
    }

    private static Optional<PipelineRunPosition> position(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            Instant createdAt = Instant.parse(text.substring(0, slash));
            return Optional.of(new PipelineRunPosition(createdAt, UUID.fromString(text.substring(slash + 1))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
