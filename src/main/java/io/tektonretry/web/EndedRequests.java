package io.tektonretry.web;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;

/** Gives back the memory of answers whose requests are over, however they have ended. */
final class EndedRequests implements ServletRequestListener {

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest().getAttribute(AnswerShare.ATTRIBUTE) instanceof AnswerShare share) {
            share.over();
        }
    }
}
