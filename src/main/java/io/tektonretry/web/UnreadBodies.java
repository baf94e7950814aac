package io.tektonretry.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection with unread input: Tomcat would let a thread wait for the rest before it reads the next request.
 * It also provides the action that cuts a connection in the middle of an answer, and the check whether it is open.
 */
final class UnreadBodies extends ValveBase {

    private static final String CONNECTION = WatchedHttp.class.getName();

    UnreadBodies() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(OutgoingAnswer.CUT, (Runnable) () -> cut(request));
        request.setAttribute(CONNECTION, WatchedHttp.connection(request.getCoyoteRequest()));
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync() && RequestBodies.hasBody(request) && !request.isFinished()) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    /** What tells whether the connection of a request is open, if that can be known. */
    static @Nullable BooleanSupplier connection(ServletRequest request) {
        return request.getAttribute(CONNECTION) instanceof BooleanSupplier connection ? connection : null;
    }

    private static void cut(Request request) {
        request.getCoyoteRequest()
                .getResponse()
                .action(ActionCode.CLOSE_NOW, new IOException("The caller reads the answer too slowly"));
    }
}
