package io.tektonretry.graphql;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Has recurring tasks run at once, also one whose last end could not be recorded in an outage. */
record RecurringTasks(JdbcClient jdbc, Scheduler scheduler) {

    void start(String name) {
        jdbc.sql("""
                        update scheduled_task
                           set picked = false, picked_by = null, last_heartbeat = null, execution_time = now()
                         where task_name = :name
                        """).param("name", name).update();
        scheduler.triggerCheckForDueExecutions();
    }
}
