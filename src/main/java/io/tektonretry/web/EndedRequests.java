package io.tektonretry.web;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;

/** Frees the memory of answers when their requests end, however they end. */
final class EndedRequests implements ServletRequestListener {

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest().getAttribute(AnswerShare.ATTRIBUTE) instanceof AnswerShare share) {
            share.over();
        }
    }
}
