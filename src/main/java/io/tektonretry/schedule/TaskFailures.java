package io.tektonretry.schedule;

import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.tekton.ClusterUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failures of scheduled tasks and of recording their completion. {@link SchedulerOutages} logs an unavailable
 * database.
 */
final class TaskFailures implements ExecutionInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFailures.class);

    @Override
    public CompletionHandler<?> execute(TaskInstance<?> task, ExecutionContext context, ExecutionChain chain) {
        try {
            return told(task, chain.proceed(task, context));
        } catch (RuntimeException | Error e) {
            tell(task, e);
            throw e;
        }
    }

    private static <T> CompletionHandler<T> told(TaskInstance<?> task, CompletionHandler<T> completion) {
        return (end, operations) -> {
            try {
                completion.complete(end, operations);
            } catch (RuntimeException | Error e) {
                tell(task, e);
                throw e;
            }
        };
    }

    private static void tell(TaskInstance<?> task, Throwable e) {
        if (e instanceof ClusterUnavailableException) {
            LOG.atWarn()
                    .addKeyValue("task", task.getTaskName())
                    .addKeyValue("cause", e.getMessage())
                    .log("A task waits for the cluster");
        } else if (!DatabaseOutage.isCauseOf(e)) {
            LOG.atError().addKeyValue("task", task.getTaskName()).setCause(e).log("A task failed");
        }
    }
}
