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

/** Tomcat's HTTP/1.1, which also reports whether the connection of a request is still open. */
public final class WatchedHttp extends Http11NioProtocol {

    /** Tomcat and others number their notes from 0. */
    private static final int NOTE = 31;

    /** Tomcat creates it by its class name. */
    public WatchedHttp() {}

    /** Reports whether the caller's side of the connection is open; null if the request came by another protocol. */
    static @Nullable BooleanSupplier connection(Request request) {
        return request.getNote(NOTE) instanceof BooleanSupplier connection ? connection : null;
    }

    @Override
    protected Processor createProcessor() {
        return new WatchedProcessor(this, getAdapter());
    }

    /** Reads the requests of a connection one after another, always into the same request object. */
    private static final class WatchedProcessor extends Http11Processor {

        private WatchedProcessor(WatchedHttp protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(NOTE, (BooleanSupplier) this::isConnected);
        }

        /**
         * Reads available bytes into the socket's buffer, where the next request is read from first. The buffer of the request cannot be
         * used for this: that would overwrite the part of the next request that has already been received.
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
