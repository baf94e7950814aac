package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;

@ExtendWith(OutputCaptureExtension.class)
class TaskFailuresTest {

    @Test
    void showsWhereATaskFailed(CapturedOutput log) {
        fails(new IllegalStateException("no such luck"));
        assertThat(log.getOut()).contains("ERROR", "A task failed", "no such luck", "\tat io.tektonretry");
    }

    @Test
    void showsWhereATaskHadAnError(CapturedOutput log) {
        NoClassDefFoundError error = new NoClassDefFoundError("io/tektonretry/Lost");
        assertThatThrownBy(() -> run((instance, context) -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(log.getOut()).contains("ERROR", "A task failed", "io/tektonretry/Lost", "\tat io.tektonretry");
    }

    @Test
    void showsWhereTheEndOfATaskCouldNotBeRecorded(CapturedOutput log) {
        CompletionHandler<?> completion = run((instance, context) -> (end, operations) -> {
            throw new IllegalStateException("no such row");
        });
        assertThatThrownBy(() -> completion.complete(null, null)).hasMessage("no such row");
        assertThat(log.getOut()).contains("ERROR", "A task failed", "no such row", "\tat io.tektonretry");
    }

    @Test
    void leavesTheDatabaseToTheOneLineOfTheOutage(CapturedOutput log) {
        fails(new IllegalStateException(new DataAccessResourceFailureException("Connection is not available")));
        assertThat(log.getOut()).isEmpty();
    }

    @Test
    void saysInALineThatATaskWaitsForTheCluster(CapturedOutput log) {
        fails(new ClusterUnavailableException("etcd is away"));
        assertThat(log.getOut()).contains("WARN", "etcd is away").doesNotContain("\tat ");
    }

    private static void fails(RuntimeException failure) {
        assertThatThrownBy(() -> run((instance, context) -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private static CompletionHandler<?> run(ExecutionHandler<Void> task) {
        return new ExecutionChain(List.of(new TaskFailures()), task).proceed(new TaskInstance<>("retry", "1"), null);
    }
}
