package io.tektonretry.retry;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.tektonretry.history.request.RetryRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Completes a request when it is due, or when the call has not completed it in time. Usually it finds nothing to do.
 */
@Configuration(proxyBeanMethods = false)
class RetryTask {

    static final String NAME = "retry";

    private static final TaskDescriptor<Void> RETRY = TaskDescriptor.of(NAME);

    /** Longer than a call waits for the API server. */
    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    private static final int DOUBLINGS = 6;

    /** When the task of an accepted request is executed; its instance is the id of the request. */
    static Instant due(RetryRequest request) {
        @Nullable Instant notBefore = request.notBefore();
        return notBefore != null && notBefore.isAfter(request.requestedAt())
                ? notBefore
                : request.requestedAt().plus(RECOVERY);
    }

    @Bean
    Task<Void> retry(PipelineRunRetrier retrier) {
        return Tasks.oneTime(RETRY)
                .onFailure((failed, operations) -> operations.reschedule(failed, next(failed)))
                .execute((task, context) -> retrier.complete(UUID.fromString(task.getId())));
    }

    /** After 5 seconds, doubled each time up to some minutes. */
    private static Instant next(ExecutionComplete failed) {
        int failures = failed.getExecution().consecutiveFailures;
        return failed.getTimeDone().plus(FIRST_PAUSE.multipliedBy(1L << Math.min(failures, DOUBLINGS)));
    }
}
