package io.tektonretry.graphql.filter;

import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter input for tasks of a run. */
public record PipelineTaskFilter(
        @Nullable List<String> names, @Nullable List<PipelineTaskStatus> statuses) {

    public List<PipelineTask> of(List<PipelineTask> tasks) {
        return tasks.stream()
                .filter(task -> isAmong(names, task.name()) && isAmong(statuses, task.status()))
                .toList();
    }

    private static <T> boolean isAmong(@Nullable List<T> wanted, T value) {
        return wanted == null || wanted.isEmpty() || wanted.contains(value);
    }
}
