package io.tektonretry;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the service does from time to time by itself. */
@WholeService
class RecurringTasksIT {

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| task `([a-z-]+)`");

    /** The first column of a table. */
    private static final Pattern TABLES = Pattern.compile("(?m)^\\| ((?:`[a-z_]+`(?:, )?)+) \\|[^|]*\\|[^|]*\\|$");

    private static final Path MIRROR = Path.of("src/docs/mirror.md");

    @Autowired
    JdbcClient jdbc;

    @Autowired
    List<Task<?>> tasks;

    @Test
    void areThoseThatAreDocumented() throws IOException {
        assertThat(tasks)
                .filteredOn(RecurringTask.class::isInstance)
                .extracting(Task::getName)
                .containsExactlyInAnyOrderElementsOf(documented());
    }

    @Test
    void areExecutedOnceTheServiceHasStarted() throws IOException {
        List<String> documented = documented();
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(executed()).containsExactlyInAnyOrderElementsOf(documented));
    }

    @Test
    void knowOfEveryTable() throws IOException {
        List<String> documented = Pattern.compile("`([a-z_]+)`")
                .matcher(TABLES.matcher(Files.readString(MIRROR))
                        .results()
                        .map(match -> match.group(1))
                        .collect(joining()))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(documented)
                .as("tables and when their rows go")
                .containsExactlyInAnyOrderElementsOf(
                        jdbc.sql("select cast(relname as text) from pg_stat_user_tables where schemaname = 'public'")
                                .query(String.class)
                                .list());
    }

    private static List<String> documented() throws IOException {
        return DOCUMENTED
                .matcher(Files.readString(MIRROR))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private List<String> executed() {
        return jdbc.sql(
                        "select task_name from scheduled_task"
                                + " where task_instance = 'recurring' and last_success is not null and consecutive_failures = 0")
                .query(String.class)
                .list();
    }
}
