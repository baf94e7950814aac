package io.tektonretry.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Closes a connection with unread input: Tomcat would let a thread wait for the rest before it reads the next request.
 * It also provides the action that cuts a connection in the middle of an answer.
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
