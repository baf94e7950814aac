package io.tektonretry.export;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.web.AnswerStreams;
import io.tektonretry.web.GraphQlErrors;
import io.tektonretry.web.StreamLimits;
import io.tektonretry.web.StreamSlots;
import io.tektonretry.web.StreamedAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves exports of lineages over HTTP. */
@Controller
final class LineageController {

    private final LineageExports exports;
    private final CurrentCaller current;
    private final AnswerStreams answers;
    private final Clock clock;
    private final StreamSlots slots;
    private final StreamLimits limits;
    private final Duration longestSpan;
    private final String cluster;

    LineageController(
            LineageExports exports,
            CurrentCaller current,
            AnswerStreams answers,
            Clock clock,
            ExportProperties properties) {
        this.exports = exports;
        this.current = current;
        this.answers = answers;
        this.clock = clock;
        this.slots = new StreamSlots(properties.maxExports(), properties.maxExportsPerCaller());
        this.limits = new StreamLimits(Long.MAX_VALUE, properties.maxDuration(), properties.idleTimeout());
        this.longestSpan = properties.longestSpan();
        this.cluster = properties.cluster();
    }

    @GetMapping("/lineage.jsonl")
    void events(HttpServletRequest call, HttpServletResponse response) throws IOException {
        export(call, response, query -> new OpenLineageEvents(cluster, query.tasks()));
    }

    @GetMapping("/lineage.csv")
    void table(HttpServletRequest call, HttpServletResponse response) throws IOException {
        export(call, response, LineageController::table);
    }

    private static ExportFormat table(ExportQuery query) {
        if (query.tasks()) {
            throw ExportRefusedException.invalid("tasks is for /lineage.jsonl; the table has one line for each run.");
        }
        return new LineageTable();
    }

    private void export(
            HttpServletRequest call, HttpServletResponse response, Function<ExportQuery, ExportFormat> formats)
            throws IOException {
        try {
            send(call, response, formats);
        } catch (ExportRefusedException | AccessUndecidedException | RateLimitedException | NestedRuntimeException e) {
            tell(response, ExportErrors.of(e));
        }
    }

    private void send(
            HttpServletRequest call, HttpServletResponse response, Function<ExportQuery, ExportFormat> formats)
            throws IOException {
        if (!call.getMethod().equals("GET")) {
            throw ExportRefusedException.invalid("Ask for an export with GET.");
        }
        ExportQuery query = ExportQuery.of(call.getParameterMap(), clock.instant(), longestSpan);
        ExportFormat format = formats.apply(query);
        LineageExport export = exports.prepare(query, format);
        String caller = current.get().name();
        if (!slots.begin(caller)) {
            throw new ExportRefusedException(
                    429, "RATE_LIMITED", "The limit of simultaneous exports is reached. Try again when one has ended.");
        }
        exports.send(export, begin(call, response, format, caller));
    }

    private StreamedAnswer begin(
            HttpServletRequest call, HttpServletResponse response, ExportFormat format, String caller)
            throws IOException {
        boolean isBegun = false;
        try {
            StreamedAnswer answer = answers.begin(call, response, format.type(), limits, () -> slots.end(caller));
            isBegun = true;
            return answer;
        } finally {
            if (!isBegun) {
                slots.end(caller);
            }
        }
    }

    private static void tell(HttpServletResponse response, ExportRefusedException refusal) throws IOException {
        if (refusal.status() == 429) {
            response.setHeader("Retry-After", "10");
        }
        GraphQlErrors.write(response, refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()));
    }
}
