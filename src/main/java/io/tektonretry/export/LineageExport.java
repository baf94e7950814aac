package io.tektonretry.export;

import io.tektonretry.access.CallerScope;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTasks;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

/** One export on its way: makes a chunk when it is asked for one, and keeps nothing of it but its position. */
final class LineageExport {

    /** Tasks are read with whole lineages, so not for many runs at once. */
    private static final int RUNS_WITH_TASKS = 50;

    private final ExportedRuns runs;
    private final PipelineTasks tasks;
    private final ExportFormat format;
    private final ExportQuery query;
    private final CallerScope caller;
    private final Predicate<String> mayRead;
    private final int chunkSize;
    private final Deque<String> namespaces;
    private @Nullable ExportPosition position;
    private boolean isBegun;

    LineageExport(
            ExportedRuns runs,
            PipelineTasks tasks,
            ExportFormat format,
            ExportQuery query,
            CallerScope caller,
            Predicate<String> mayRead,
            List<String> namespaces,
            int chunkSize) {
        this.runs = runs;
        this.tasks = tasks;
        this.format = format;
        this.query = query;
        this.caller = caller;
        this.mayRead = mayRead;
        this.namespaces = new ArrayDeque<>(namespaces);
        this.chunkSize = chunkSize;
    }

    /** Sends the next chunk, or the end. */
    void next(SynchronousSink<List<ByteBuffer>> sink) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        if (!isBegun) {
            isBegun = true;
            chunk.writeBytes(format.head());
        }
        List<ExportedRun> found = List.of();
        while (found.isEmpty() && isOn()) {
            found = read();
        }
        chunk.writeBytes(format.write(found, tasks(found)));
        if (chunk.size() > 0) {
            sink.next(List.of(ByteBuffer.wrap(chunk.toByteArray())));
        } else {
            sink.complete();
        }
    }

    private boolean isOn() {
        return position != null || !namespaces.isEmpty();
    }

    private List<ExportedRun> read() {
        ExportPosition from =
                position == null ? ExportPosition.before(namespaces.removeFirst(), query.from()) : position;
        check(from.namespace());
        List<ExportedRun> found = runs.after(from, query.to(), chunkSize);
        position = found.size() < chunkSize ? null : ExportPosition.after(found.get(found.size() - 1));
        return found;
    }

    /** The right may have been withdrawn since the last chunk. */
    private void check(String namespace) {
        if (!caller.call(() -> mayRead.test(namespace))) {
            throw new ExportRefusedException(
                    403, "FORBIDDEN", "You may no longer list PipelineRuns in the namespace %s.".formatted(namespace));
        }
    }

    private Map<UUID, List<PipelineTask>> tasks(List<ExportedRun> found) {
        List<UUID> needed = found.stream()
                .filter(run -> query.tasks() || run.retryNumber() > 0)
                .map(ExportedRun::uid)
                .toList();
        Map<UUID, List<PipelineTask>> read = new HashMap<>();
        for (int i = 0; i < needed.size(); i += RUNS_WITH_TASKS) {
            read.putAll(tasks.of(needed.subList(i, Math.min(needed.size(), i + RUNS_WITH_TASKS))));
        }
        return read;
    }
}
