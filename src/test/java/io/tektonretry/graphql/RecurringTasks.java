package io.tektonretry.graphql;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Has recurring tasks run at once, also one whose last end could not be recorded in an outage, or that a test has cleared away. */
record RecurringTasks(JdbcClient jdbc, Scheduler scheduler) {

    void start(String name) {
        jdbc.sql("""
                        insert into scheduled_task (task_name, task_instance, execution_time, picked, version)
                        values (:name, 'recurring', now(), false, 1)
                        on conflict (task_name, task_instance) do update
                           set picked = false, picked_by = null, last_heartbeat = null, execution_time = now()
                        """).param("name", name).update();
        scheduler.triggerCheckForDueExecutions();
    }
}
