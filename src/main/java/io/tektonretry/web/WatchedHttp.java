package io.tektonretry.web;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Tomcat's HTTP/1.1, which tells besides whether the connection of a request is still open. */
public final class WatchedHttp extends Http11NioProtocol {

    /** Tomcat and others count theirs from 0. */
    private static final int NOTE = 31;

    /** Tomcat makes it by its name. */
    public WatchedHttp() {}

    /** What tells whether the caller's side of the connection is open; null if the request came in some other way. */
    static @Nullable BooleanSupplier connection(Request request) {
        return request.getNote(NOTE) instanceof BooleanSupplier connection ? connection : null;
    }

    @Override
    protected Processor createProcessor() {
        return new WatchedProcessor(this, getAdapter());
    }

    /** Reads the requests of one connection after the other, always into the same request object. */
    private static final class WatchedProcessor extends Http11Processor {

        private WatchedProcessor(WatchedHttp protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(NOTE, (BooleanSupplier) this::isConnected);
        }

        /**
         * Reads what there is, if anything, into the buffer in front of that of the request: there the next request is looked for first.
         * The input of the request itself has no such look: it would write over what has come of the next request already.
         */
        private boolean isConnected() {
            SocketWrapperBase<?> socket = getSocketWrapper();
            try {
                return socket == null || socket.isReadyForRead() || !socket.isClosed();
            } catch (IOException e) {
                return false;
            }
        }
    }
}
