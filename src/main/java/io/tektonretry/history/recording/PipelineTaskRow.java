package io.tektonretry.history.recording;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.database.RowsAsJson;
import io.tektonretry.history.recording.SkipReasons.SkipReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The row of a task of a run's own spec, its components named like the columns.
 *
 * @param matrixParams names of the params that make a combination of the matrix; null without a matrix
 * @param skipReasonVersion resourceVersion of the state with the reason; null for the reason of a stopped run, which
 * every later state repeats
 */
record PipelineTaskRow(
        UUID pipelineRunUid,
        String name,
        int position,
        boolean isFinally,
        boolean isMatrix,
        @Nullable List<String> matrixParams,
        boolean onErrorContinue,
        @Nullable String taskName,
        @Nullable String skipReason,
        @Nullable Long skipReasonVersion,
        List<String> childNames) {

    /** Tasks of the spec that Tekton resolved; before that, of an embedded spec. */
    static List<PipelineTaskRow> of(ObservedObject run, Map<String, SkipReason> skipReasons) {
        JsonNode resolved = run.status().path("pipelineSpec");
        JsonNode spec = resolved.isObject() ? resolved : run.spec().path("pipelineSpec");
        Map<String, List<String>> children = run.status()
                .path("childReferences")
                .valueStream()
                .collect(groupingBy(
                        child -> text(child, "pipelineTaskName"), mapping(child -> text(child, "name"), toList())));
        List<PipelineTaskRow> rows = new ArrayList<>();
        for (String section : List.of("tasks", "finally")) {
            for (JsonNode task : spec.path(section)) {
                String name = text(task, "name");
                SkipReason skipped = skipReasons.get(name);
                rows.add(new PipelineTaskRow(
                        run.uid(),
                        name,
                        rows.size(),
                        section.equals("finally"),
                        task.has("matrix"),
                        task.has("matrix") ? matrixParams(task.path("matrix")) : null,
                        text(task, "onError").equals("continue"),
                        task.path("taskRef").path("name").stringValue(null),
                        skipped == null ? null : skipped.reason(),
                        skipped == null || skipped.isOfAStop() ? null : skipped.version(),
                        children.getOrDefault(name, List.of())));
            }
        }
        return rows;
    }

    private static List<String> matrixParams(JsonNode matrix) {
        return Stream.concat(Stream.of(matrix), matrix.path("include").valueStream())
                .flatMap(params -> params.path("params").valueStream())
                .map(param -> text(param, "name"))
                .distinct()
                .sorted()
                .toList();
    }

    /** Hash of the tasks, without the version of their skip reasons, which does not change a task. */
    static long hash(List<PipelineTaskRow> rows) {
        byte[] json = RowsAsJson.of(rows.stream().map(PipelineTaskRow::undated).toList())
                .getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private PipelineTaskRow undated() {
        return new PipelineTaskRow(
                pipelineRunUid,
                name,
                position,
                isFinally,
                isMatrix,
                matrixParams,
                onErrorContinue,
                taskName,
                skipReason,
                null,
                childNames);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
