package io.tektonretry.export;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTaskStatus;
import io.tektonretry.history.task.TaskAttempt;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Run events of <a href="https://openlineage.io/docs/spec/run-cycle">OpenLineage</a>, one a line: one for the start, and one for the end
 * of what has ended.
 */
final class OpenLineageEvents implements ExportFormat {

    private static final String PRODUCER = "https://tektonretry.io";
    private static final String SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private static final String FACETS = "https://openlineage.io/spec/facets/";

    private final String cluster;
    private final boolean withTasks;

    OpenLineageEvents(String cluster, boolean withTasks) {
        this.cluster = cluster;
        this.withTasks = withTasks;
    }

    @Override
    public String type() {
        return "application/x-ndjson";
    }

    @Override
    public byte[] head() {
        return new byte[0];
    }

    @Override
    public byte[] write(List<ExportedRun> runs, Map<UUID, List<PipelineTask>> tasks) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(runs.size() * 2_048);
        try (JsonGenerator json =
                JsonMapper.shared().writer().withRootValueSeparator("\n").createGenerator(lines)) {
            for (ExportedRun run : runs) {
                List<PipelineTask> ofRun = tasks.getOrDefault(run.uid(), List.of());
                write(json, run, ofRun);
                if (withTasks) {
                    ofRun.forEach(task -> write(json, run, task));
                }
            }
        }
        if (!runs.isEmpty()) {
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private void write(JsonGenerator json, ExportedRun run, List<PipelineTask> tasks) {
        write(json, "START", run.begun(), run, tasks);
        if (run.status().isDone()) {
            write(json, end(run.status()), run.ended(), run, tasks);
        }
    }

    private static String end(PipelineRunStatus status) {
        return switch (status) {
            case SUCCEEDED -> "COMPLETE";
            case FAILED, TIMED_OUT -> "FAIL";
            default -> "ABORT";
        };
    }

    private void write(JsonGenerator json, String type, Instant time, ExportedRun run, List<PipelineTask> tasks) {
        begin(json, type, time);
        json.writeObjectPropertyStart("run");
        json.writeStringProperty("runId", run.uid().toString());
        json.writeObjectPropertyStart("facets");
        parent(json, run);
        if (run.retryOf() != null) {
            dependency(json, run, run.retryOf());
            retry(json, run, run.retryOf(), tasks);
        }
        if (!type.equals("START")) {
            error(json, type, run.message());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectPropertyStart("job");
        name(json, run.namespace(), run.pipelineName());
        json.writeObjectPropertyStart("facets");
        jobType(json, "PIPELINE");
        source(json, run);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    /** One run of OpenLineage for each child; Tekton's own retries of a TaskRun have one UID. */
    private void write(JsonGenerator json, ExportedRun run, PipelineTask task) {
        Map<UUID, TaskAttempt> first = new LinkedHashMap<>();
        Map<UUID, TaskAttempt> last = new LinkedHashMap<>();
        task.attempts().forEach(attempt -> {
            first.putIfAbsent(attempt.taskRunUid(), attempt);
            last.put(attempt.taskRunUid(), attempt);
        });
        last.forEach((uid, attempt) -> {
            Instant begun = begun(run, first.getOrDefault(uid, attempt));
            write(json, "START", begun, run, attempt);
            String end = end(attempt.status());
            if (end != null) {
                write(json, end, attempt.finishedAt() == null ? begun : attempt.finishedAt(), run, attempt);
            }
        });
    }

    private static Instant begun(ExportedRun run, TaskAttempt attempt) {
        return attempt.startedAt() == null ? run.begun() : attempt.startedAt();
    }

    private static @Nullable String end(PipelineTaskStatus status) {
        return switch (status) {
            case SUCCEEDED -> "COMPLETE";
            case FAILED, FAILED_IGNORED, TIMED_OUT -> "FAIL";
            case CANCELLED -> "ABORT";
            default -> null;
        };
    }

    private void write(JsonGenerator json, String type, Instant time, ExportedRun run, TaskAttempt attempt) {
        begin(json, type, time);
        json.writeObjectPropertyStart("run");
        json.writeStringProperty("runId", attempt.taskRunUid().toString());
        json.writeObjectPropertyStart("facets");
        facet(json, "parent", "1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet");
        run(json, run.uid());
        job(json, run.namespace(), run.pipelineName());
        json.writeObjectPropertyStart("root");
        run(json, run.parent() == null ? run.uid() : run.parent());
        job(json, run.namespace(), run.parentPipeline() == null ? run.pipelineName() : run.parentPipeline());
        json.writeEndObject();
        json.writeEndObject();
        if (!type.equals("START")) {
            error(json, type, attempt.message());
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectPropertyStart("job");
        name(json, run.namespace(), run.pipelineName() + "." + attempt.pipelineTaskName());
        json.writeObjectPropertyStart("facets");
        jobType(json, "TASK");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void begin(JsonGenerator json, String type, Instant time) {
        json.writeStartObject();
        json.writeStringProperty("eventType", type);
        json.writeStringProperty("eventTime", time.toString());
        json.writeStringProperty("producer", PRODUCER);
        json.writeStringProperty("schemaURL", SCHEMA);
    }

    private void parent(JsonGenerator json, ExportedRun run) {
        if (run.parent() == null || run.parentPipeline() == null) {
            return;
        }
        facet(json, "parent", "1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet");
        run(json, run.parent());
        job(json, run.namespace(), run.parentPipeline());
        json.writeEndObject();
    }

    /** A retry is of the same pipeline, and was started after the end of the run that it retries. */
    private void dependency(JsonGenerator json, ExportedRun run, UUID retryOf) {
        facet(json, "jobDependencies", "1-0-1/JobDependenciesRunFacet.json#/$defs/JobDependenciesRunFacet");
        json.writeArrayPropertyStart("upstream");
        json.writeStartObject();
        run(json, retryOf);
        job(json, run.namespace(), run.pipelineName());
        json.writeEndObject();
        json.writeEndArray();
        json.writeArrayPropertyStart("downstream");
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void retry(JsonGenerator json, ExportedRun run, UUID retryOf, List<PipelineTask> tasks) {
        json.writeObjectPropertyStart("tektonretry_retry");
        json.writeStringProperty("_producer", PRODUCER);
        json.writeStringProperty("_schemaURL", PRODUCER + "/openlineage/1-0-0/RetryRunFacet.json");
        json.writeStringProperty("rootRunId", run.root().toString());
        json.writeStringProperty("retryOfRunId", retryOf.toString());
        json.writeNumberProperty("attempt", run.attempt());
        json.writeBooleanProperty("inferred", run.isInferred());
        text(json, "requestedBy", run.requestedBy());
        text(json, "reason", run.retryReason());
        json.writeArrayPropertyStart("reusedFrom");
        tasks.forEach(task -> reused(json, task));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void reused(JsonGenerator json, PipelineTask task) {
        TaskAttempt from = task.reusedFrom();
        if (from == null) {
            return;
        }
        json.writeStartObject();
        json.writeStringProperty("task", task.name());
        json.writeStringProperty("runId", from.pipelineRunUid().toString());
        json.writeStringProperty("taskRunId", from.taskRunUid().toString());
        json.writeNumberProperty("attempt", from.number());
        json.writeEndObject();
    }

    private static void error(JsonGenerator json, String type, @Nullable String message) {
        if (type.equals("COMPLETE") || message == null) {
            return;
        }
        facet(json, "errorMessage", "1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet");
        json.writeStringProperty("message", message);
        json.writeStringProperty("programmingLanguage", "Tekton");
        json.writeEndObject();
    }

    private static void jobType(JsonGenerator json, String type) {
        facet(json, "jobType", "2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet");
        json.writeStringProperty("processingType", "BATCH");
        json.writeStringProperty("integration", "TEKTON");
        json.writeStringProperty("jobType", type);
        json.writeEndObject();
    }

    private static void source(JsonGenerator json, ExportedRun run) {
        if (run.url() == null) {
            return;
        }
        facet(json, "sourceCodeLocation", "1-0-1/SourceCodeLocationJobFacet.json#/$defs/SourceCodeLocationJobFacet");
        json.writeStringProperty("type", "git");
        json.writeStringProperty("url", run.url());
        text(json, "version", run.revision());
        text(json, "branch", run.branch());
        json.writeEndObject();
    }

    private static void facet(JsonGenerator json, String name, String schema) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("_producer", PRODUCER);
        json.writeStringProperty("_schemaURL", FACETS + schema);
    }

    private static void run(JsonGenerator json, UUID uid) {
        json.writeObjectPropertyStart("run");
        json.writeStringProperty("runId", uid.toString());
        json.writeEndObject();
    }

    private void job(JsonGenerator json, String namespace, String name) {
        json.writeObjectPropertyStart("job");
        name(json, namespace, name);
        json.writeEndObject();
    }

    private void name(JsonGenerator json, String namespace, String name) {
        json.writeStringProperty("namespace", "tekton://" + cluster + "/" + namespace);
        json.writeStringProperty("name", name);
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
