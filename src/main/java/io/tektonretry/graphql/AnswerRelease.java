package io.tektonretry.graphql;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives the memory of an answer back when it is made, or as a stream of events ends; what is sent then is counted as bytes. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AnswerRelease extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new WhenMade(request));
            } else {
                release(request);
            }
        }
    }

    private static void release(HttpServletRequest request) {
        if (request.getAttribute(AnswerLimits.TO_RELEASE) instanceof AnswerBudget budget) {
            budget.release();
        }
    }

    private record WhenMade(HttpServletRequest request) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            release(request);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Ends with onComplete.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Ends with onComplete.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            release(request);
        }
    }
}
