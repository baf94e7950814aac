package io.tektonretry.log;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.access.RunAccess;
import io.tektonretry.web.AnswerStreams;
import io.tektonretry.web.GraphQlErrors;
import io.tektonretry.web.StreamLimits;
import io.tektonretry.web.StreamSlots;
import io.tektonretry.web.StreamedAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Serves logs over HTTP, at the path that the Tekton Dashboard uses for external logs. */
@Controller
final class LogController {

    private static final Logger LOG = LoggerFactory.getLogger(LogController.class);

    private static final String TEXT = "text/plain;charset=utf-8";

    private final RunAccess access;
    private final CurrentCaller current;
    private final LogSource logs;
    private final StreamSlots open;
    private final AnswerStreams answers;
    private final StreamLimits limits;

    LogController(
            RunAccess access, CurrentCaller current, LogSource logs, AnswerStreams answers, LogProperties properties) {
        this.access = access;
        this.current = current;
        this.logs = logs;
        this.open = new StreamSlots(properties.maxStreams(), properties.maxStreamsPerCaller());
        this.answers = answers;
        this.limits =
                new StreamLimits(properties.maxBytes().toBytes(), properties.maxDuration(), properties.idleTimeout());
    }

    @GetMapping("/logs/{namespace}/{pod}/{container}")
    void log(
            HttpServletRequest call,
            HttpServletResponse response,
            @PathVariable String namespace,
            @PathVariable String pod,
            @PathVariable String container)
            throws IOException {
        try {
            LogQuery query = query(call, namespace, pod, container);
            if (!call.getMethod().equals("GET")) {
                throw new InvalidQueryException("Ask for a log with GET.");
            }
            if (!access.mayReadLogs(namespace)) {
                tell(
                        response,
                        new LogProblem(
                                403,
                                "FORBIDDEN",
                                "Reading logs in %s needs the right to get pods/log there.".formatted(namespace)));
                return;
            }
            send(call, response, query);
        } catch (InvalidQueryException e) {
            tell(response, new LogProblem(400, "INVALID_INPUT", String.valueOf(e.getMessage())));
        } catch (AccessUndecidedException e) {
            tell(response, new LogProblem(503, "CLUSTER_UNAVAILABLE", "The API server does not answer. Try again."));
        } catch (RateLimitedException e) {
            tooMuch(response, e.getMessage());
        }
    }

    private static LogQuery query(HttpServletRequest call, String namespace, String pod, String container) {
        return new LogQuery(
                namespace,
                pod,
                container,
                LogQuery.time("startTime", call.getParameter("startTime")),
                LogQuery.time("completionTime", call.getParameter("completionTime")),
                LogQuery.flag("follow", call.getParameter("follow")),
                LogQuery.lines("tail", call.getParameter("tail")));
    }

    private void send(HttpServletRequest call, HttpServletResponse response, LogQuery query) throws IOException {
        String caller = current.get().name();
        if (!open.begin(caller)) {
            tooMuch(response, "The limit of open logs is reached. Close one, or try again.");
            return;
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        StreamedAnswer answer = begin(call, response, caller, gone);
        var unused = logs.open(query, gone).whenComplete((log, failure) -> {
            if (failure == null) {
                give(log, query, answer);
            } else {
                LOG.atError().setCause(failure).log("A log cannot be sent");
                answer.fail(500, "INTERNAL_ERROR", "The service failed.");
            }
        });
    }

    private StreamedAnswer begin(
            HttpServletRequest call, HttpServletResponse response, String caller, CompletableFuture<Void> gone)
            throws IOException {
        boolean isBegun = false;
        try {
            StreamedAnswer answer = answers.begin(call, response, TEXT, limits, () -> {
                open.end(caller);
                gone.complete(null);
            });
            isBegun = true;
            return answer;
        } finally {
            if (!isBegun) {
                open.end(caller);
            }
        }
    }

    private static void give(LogAnswer log, LogQuery query, StreamedAnswer answer) {
        if (log instanceof LogAnswer.Opened opened) {
            opened.body().subscribe(answer);
        } else if (log instanceof LogAnswer.Failed failed) {
            LogProblem problem = failed.problem();
            answer.fail(problem.status(), problem.code(), problem.message());
        } else {
            answer.fail(
                    404,
                    LogProblem.NOT_FOUND,
                    "There is no log of the container %s of the pod %s/%s: %s."
                            .formatted(
                                    query.container(), query.namespace(), query.pod(), ((LogAnswer.Absent) log).why()));
        }
    }

    private static void tooMuch(HttpServletResponse response, String message) throws IOException {
        response.setHeader("Retry-After", "1");
        tell(response, new LogProblem(429, "RATE_LIMITED", message));
    }

    private static void tell(HttpServletResponse response, LogProblem problem) throws IOException {
        GraphQlErrors.write(response, problem.status(), problem.code(), problem.message());
    }
}
