package io.tektonretry.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends a connection on which something unread is left: Tomcat would let a thread wait for the rest, to read the next request after it.
 * What is to end a connection in the middle of an answer finds here how.
 */
final class UnreadBodies extends ValveBase {

    UnreadBodies() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(OutgoingAnswer.CUT, (Runnable) () -> cut(request));
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync() && RequestBodies.hasBody(request) && !request.isFinished()) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    private static void cut(Request request) {
        request.getCoyoteRequest()
                .getResponse()
                .action(ActionCode.CLOSE_NOW, new IOException("The caller reads the answer too slowly"));
    }
}
