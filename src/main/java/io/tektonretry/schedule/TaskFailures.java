package io.tektonretry.schedule;

import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.util.function.Supplier;
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
        return told(task, telling(task, () -> chain.proceed(task, context)));
    }

    private static <T> CompletionHandler<T> told(TaskInstance<?> task, CompletionHandler<T> completion) {
        return (end, operations) -> telling(task, () -> {
            completion.complete(end, operations);
            return end;
        });
    }

    /** The scheduler itself logs no failures, so whatever is thrown is logged here. */
    private static <T> T telling(TaskInstance<?> task, Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            tell(task, e);
            throw e;
        }
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
