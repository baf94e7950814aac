package io.tektonretry.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.servlet.function.RouterFunctions;

/**
 * Sends complete answers without a thread that waits for the client. Event streams are sent as they arrive, by their
 * own threads.
 */
final class Answers implements Filter {

    private static final String ANSWER = BufferedAnswer.class.getName();

    /** Request attributes that hold the data of the answer; removed so that it is not kept until the answer is sent. */
    private static final List<String> MADE_OF =
            List.of(WebAsyncUtils.WEB_ASYNC_MANAGER_ATTRIBUTE, RouterFunctions.REQUEST_ATTRIBUTE);

    /** More types are an internal error in Spring. */
    private static final int MOST_TYPES = 50;

    private final HttpLimits limits;
    private final AnswerMemory memory;
    private final Transfers open;
    private final CallerWatches watches;

    Answers(HttpLimits limits, AnswerMemory memory, Transfers open, CallerWatches watches) {
        this.limits = limits;
        this.memory = memory;
        this.open = open;
        this.watches = watches;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        BufferedAnswer answer = answer(request, (HttpServletResponse) response);
        if (request.getDispatcherType() == DispatcherType.REQUEST && acceptsTooMuch((HttpServletRequest) request)) {
            GraphQlErrors.write(
                    answer,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "INVALID_INPUT",
                    "The header Accept names more than %d media types.".formatted(MOST_TYPES));
        } else {
            answer(request, isOf(answer, response) ? response : answer, chain);
        }
        if (!request.isAsyncStarted() && answer.isComplete()) {
            MADE_OF.forEach(request::removeAttribute);
            new OutgoingAnswer((HttpServletRequest) request, answer, limits, open).send();
        }
    }

    private void answer(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallerWatch watch = watches.of(UnreadBodies.connection(request));
        request.setAttribute(CallerWatch.ATTRIBUTE, watch);
        try {
            chain.doFilter(request, response);
        } finally {
            watch.end();
            request.removeAttribute(CallerWatch.ATTRIBUTE);
        }
    }

    private static boolean acceptsTooMuch(HttpServletRequest call) {
        long commas = Collections.list(call.getHeaders("Accept")).stream()
                .mapToLong(types -> 1 + types.chars().filter(c -> c == ',').count())
                .sum();
        return commas > MOST_TYPES;
    }

    /** A request that is dispatched again keeps its answer. */
    private BufferedAnswer answer(ServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(ANSWER) instanceof BufferedAnswer begun) {
            return begun;
        }
        AnswerShare share = memory.share();
        BufferedAnswer answer = new BufferedAnswer(response, share);
        request.setAttribute(AnswerShare.ATTRIBUTE, share);
        request.setAttribute(ANSWER, answer);
        return answer;
    }

    private static boolean isOf(BufferedAnswer answer, ServletResponse response) {
        return response == answer
                || (response instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(answer));
    }
}
