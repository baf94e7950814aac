package io.tektonretry.graphql.live;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits the WebSockets of this replica. Above the limit, the oldest unauthenticated one is closed; if there is none,
 * the new one.
 *
 * @param <S> a WebSocket
 */
final class OpenSockets<S> {

    private final int most;
    private final Consumer<S> end;
    private final Set<S> open = new HashSet<>();
    private final Set<S> strangers = new LinkedHashSet<>();

    OpenSockets(int most, Consumer<S> end) {
        this.most = most;
        this.end = end;
    }

    void opened(S socket) {
        S leaving = add(socket);
        if (leaving != null) {
            end.accept(leaving);
        }
    }

    /** Its first message has arrived, which either authenticates it or ends it. */
    synchronized void introduced(S socket) {
        strangers.remove(socket);
    }

    synchronized void closed(S socket) {
        open.remove(socket);
        strangers.remove(socket);
    }

    private synchronized @Nullable S add(S socket) {
        open.add(socket);
        strangers.add(socket);
        if (open.size() <= most) {
            return null;
        }
        S oldest = strangers.iterator().next();
        closed(oldest);
        return oldest;
    }
}
