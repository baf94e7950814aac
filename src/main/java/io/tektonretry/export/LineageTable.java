package io.tektonretry.export;

import static java.util.stream.Collectors.joining;

import io.tektonretry.history.task.PipelineTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One line of CSV for each run (RFC 4180); no cell is a formula for a spreadsheet. */
final class LineageTable implements ExportFormat {

    private static final String HEAD =
            "run_id,namespace,name,pipeline,status,reason,message,created_at,started_at,finished_at,duration_seconds,"
                    + "root_run_id,retry_of_run_id,attempt,inferred,requested_by,retry_reason,reused_from,repository,"
                    + "revision,branch,pull_request,job,url\r\n";

    /** Spreadsheets take a cell that begins with one of these for a formula. */
    private static final String BEGINS_FORMULA = "=+-@\t\r\n＝＋－＠";

    @Override
    public String type() {
        return "text/csv;header=present;charset=utf-8";
    }

    @Override
    public byte[] head() {
        return HEAD.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] write(List<ExportedRun> runs, Map<UUID, List<PipelineTask>> tasks) {
        StringBuilder lines = new StringBuilder(runs.size() * 300);
        runs.forEach(run -> line(lines, cells(run, tasks.getOrDefault(run.uid(), List.of()))));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<@Nullable Object> cells(ExportedRun run, List<PipelineTask> tasks) {
        List<@Nullable Object> cells = new ArrayList<>(24);
        cells.add(run.uid());
        cells.add(run.namespace());
        cells.add(run.name());
        cells.add(run.pipeline());
        cells.add(run.status());
        cells.add(run.reason());
        cells.add(run.message());
        cells.add(run.createdAt());
        cells.add(run.startedAt());
        cells.add(run.finishedAt());
        cells.add(seconds(run.duration()));
        cells.add(run.root());
        cells.add(run.retryOf());
        cells.add(run.attempt());
        cells.add(run.isInferred());
        cells.add(run.requestedBy());
        cells.add(run.retryReason());
        cells.add(reused(tasks));
        cells.add(run.repository());
        cells.add(run.revision());
        cells.add(run.branch());
        cells.add(run.pullRequest());
        cells.add(run.job());
        cells.add(run.url());
        return cells;
    }

    private static @Nullable String seconds(@Nullable Duration duration) {
        return duration == null || duration.isNegative() ? null : String.valueOf(duration.toMillis() / 1000.0);
    }

    /** As {@code task=UID of the run}, with blanks between. */
    private static String reused(List<PipelineTask> tasks) {
        return tasks.stream()
                .filter(task -> task.reusedFrom() != null)
                .map(task -> task.name() + "="
                        + Objects.requireNonNull(task.reusedFrom()).pipelineRunUid())
                .collect(joining(" "));
    }

    private static void line(StringBuilder lines, List<@Nullable Object> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                lines.append(',');
            }
            cell(lines, cells.get(i));
        }
        lines.append("\r\n");
    }

    static void cell(StringBuilder line, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean isFormula = value instanceof String && !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0;
        if (!isFormula
                && text.indexOf('"') < 0
                && text.indexOf(',') < 0
                && text.indexOf('\n') < 0
                && text.indexOf('\r') < 0) {
            line.append(text);
        } else {
            line.append('"')
                    .append(isFormula ? "'" : "")
                    .append(text.replace("\"", "\"\""))
                    .append('"');
        }
    }
}
