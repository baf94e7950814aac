package io.tektonretry.cluster;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes the API server double lie. Every method is called on the thread that answers, so it may also wait. The defaults are the truth.
 */
public interface Fault {

    /** Tells the truth. */
    Fault NONE = new Fault() {};

    /** Tells no change by a watch, nor by the last bookmark of one, which would give away that something was hidden. */
    Fault HIDING_CHANGES = new Fault() {
        @Override
        public List<String> lines(ApiRequest watch, String line) {
            return line.startsWith("{\"type\":\"ERROR\"") ? List.of(line) : List.of();
        }
    };

    /** Refuses these requests, and tells the truth otherwise. */
    static Fault refusing(int code, String reason, String message, Predicate<ApiRequest> requests) {
        return new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return requests.test(request) ? Optional.of(new StatusError(code, reason, message)) : Optional.empty();
            }
        };
    }

    /** A refusal instead of the true answer, asked for before anything is done. May throw {@link ConnectionCut}. */
    default Optional<StatusError> refusal(ApiRequest request) {
        return Optional.empty();
    }

    /** Called when a request was carried out and its answer is not sent yet. May throw {@link ConnectionCut}: the answer is lost. */
    default void beforeAnswer(ApiRequest request) {}

    /** The revision whose state a list shows: an older one makes it stale. */
    default long listRevision(ApiRequest request, long current) {
        return current;
    }

    /** What a watch sends in place of one line: nothing, the line twice, half of it. May throw {@link ConnectionCut}. */
    default List<String> lines(ApiRequest watch, String line) {
        return List.of(line);
    }

    /** Ends the connection without the rest of the answer. */
    final class ConnectionCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
