package io.tektonretry.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spans of runs and attempts, under the names of OpenTelemetry's semantic conventions for CI/CD. The ids derive from UIDs:
 * a span that is exported twice has the same id, and a retry can refer to spans of earlier runs.
 */
record RunSpans(Resource resource) {

    /** A prime-like odd factor that gives attempts of one TaskRun different ids. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Spans of a run and its attempts; {@code reused} are attempts of earlier runs. */
    Stream<SpanData> of(EndedRun run, List<EndedAttempt> attempts, List<EndedAttempt> reused) {
        String trace = trace(run);
        return Stream.concat(Stream.of(span(run, reused)), attempts.stream().map(attempt -> span(run, trace, attempt)));
    }

    private SpanData span(EndedRun run, List<EndedAttempt> reused) {
        String trace = trace(run);
        String pipeline = run.pipelineName() == null ? run.name() : run.pipelineName();
        AttributesBuilder attributes = Attributes.builder()
                .put("cicd.pipeline.name", pipeline)
                .put("cicd.pipeline.run.id", run.uid().toString())
                .put("cicd.pipeline.action.name", "RUN")
                .put("cicd.pipeline.result", run.result())
                .put("k8s.namespace.name", run.namespace())
                .put("tektonretry.run.name", run.name())
                .put("tektonretry.run.kind", run.kind())
                .put("tektonretry.run.attempt", run.attemptNumber());
        putKnown(attributes, "error.type", run.errorType());
        putKnown(attributes, "vcs.repository.name", run.repository());
        putKnown(attributes, "vcs.ref.head.revision", run.revision());
        putKnown(attributes, "vcs.ref.head.name", run.branch());
        putKnown(attributes, "vcs.change.id", run.pullRequest());
        UUID retryOf = run.retryOfUid();
        Stream<LinkData> retried =
                retryOf == null ? Stream.empty() : Stream.of(link(trace, id(retryOf, 0), "retried", null));
        Stream<LinkData> reuse = reused.stream()
                .map(attempt -> link(trace, id(attempt.taskRunUid(), attempt.number()), "reused", attempt.taskName()));
        UUID parent = run.parentUid();
        Instant started = run.startedAt() == null ? run.createdAt() : run.startedAt();
        return new FinishedSpan(
                "RUN " + pipeline,
                SpanKind.SERVER,
                context(trace, id(run.uid(), 0)),
                parent == null ? SpanContext.getInvalid() : context(trace, id(parent, 0)),
                started,
                run.endedAt(),
                status(run.errorType() != null, run.reason()),
                attributes.build(),
                Stream.concat(retried, reuse).toList(),
                resource);
    }

    private SpanData span(EndedRun run, String trace, EndedAttempt attempt) {
        boolean hasFailed = attempt.verdict() == null || !attempt.verdict().equals("PASS");
        AttributesBuilder attributes = Attributes.builder()
                .put("cicd.pipeline.task.name", attempt.taskName())
                .put("cicd.pipeline.task.run.id", attempt.taskRunUid().toString())
                .put("cicd.pipeline.task.run.result", attempt.result())
                .put("k8s.namespace.name", run.namespace())
                .put("tektonretry.task.run.name", attempt.taskRunName())
                .put("tektonretry.task.run.attempt", attempt.number());
        putKnown(attributes, "error.type", attempt.failureClass());
        return new FinishedSpan(
                attempt.taskName(),
                SpanKind.INTERNAL,
                context(trace, id(attempt.taskRunUid(), attempt.number())),
                context(trace, id(run.uid(), 0)),
                attempt.startedAt(),
                attempt.finishedAt(),
                status(hasFailed, attempt.failureClass()),
                attributes.build(),
                List.of(),
                resource);
    }

    private static LinkData link(String trace, String span, String kind, @Nullable String task) {
        AttributesBuilder attributes = Attributes.builder().put("tektonretry.link.kind", kind);
        putKnown(attributes, "cicd.pipeline.task.name", task);
        return LinkData.create(context(trace, span), attributes.build());
    }

    /** Messages of Tekton are not exported: they can quote what a task has printed. */
    private static StatusData status(boolean hasFailed, @Nullable String reason) {
        return hasFailed ? StatusData.create(StatusCode.ERROR, reason == null ? "" : reason) : StatusData.ok();
    }

    private static void putKnown(AttributesBuilder attributes, String key, @Nullable String value) {
        if (value != null) {
            attributes.put(AttributeKey.stringKey(key), value);
        }
    }

    private static String trace(EndedRun run) {
        UUID root = run.traceUid();
        return TraceId.fromLongs(root.getMostSignificantBits(), root.getLeastSignificantBits());
    }

    private static SpanContext context(String trace, String span) {
        return SpanContext.create(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static String id(UUID uid, int number) {
        long id = (uid.getMostSignificantBits() ^ uid.getLeastSignificantBits()) + number * SPREAD;
        return SpanId.fromLong(id == 0 ? 1 : id);
    }
}
