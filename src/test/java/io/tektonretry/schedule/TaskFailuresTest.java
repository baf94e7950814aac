package io.tektonretry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.dao.DataAccessResourceFailureException;

class TaskFailuresTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(TaskFailures.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    @Test
    void showsWhereATaskFailed() {
        fails(new IllegalStateException("no such luck"));
        assertErrorWithTrace("no such luck");
    }

    @Test
    void showsWhereATaskHadAnError() {
        NoClassDefFoundError error = new NoClassDefFoundError("io/tektonretry/Lost");
        assertThatThrownBy(() -> run((instance, context) -> {
                    throw error;
                }))
                .isSameAs(error);
        assertErrorWithTrace("io/tektonretry/Lost");
    }

    @Test
    void showsWhereTheEndOfATaskCouldNotBeRecorded() {
        CompletionHandler<?> completion = run((instance, context) -> (end, operations) -> {
            throw new IllegalStateException("no such row");
        });
        assertThatThrownBy(() -> completion.complete(null, null)).hasMessage("no such row");
        assertErrorWithTrace("no such row");
    }

    @Test
    void leavesTheDatabaseToTheOneLineOfTheOutage() {
        fails(new IllegalStateException(new DataAccessResourceFailureException("Connection is not available")));
        assertThat(log.list).isEmpty();
    }

    @Test
    void saysInALineThatATaskWaitsForTheCluster() {
        fails(new ClusterUnavailableException("etcd is away"));
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getKeyValuePairs()).contains(new KeyValuePair("cause", "etcd is away"));
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private void assertErrorWithTrace(String message) {
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo(message);
        });
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
