package io.tektonretry.mirror;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long cores have worked for us, which other work on the same machine hardly changes.
 *
 * @param java the time of this process, in nanoseconds
 * @param database the time of the processes of the database server, if it runs on this machine, in nanoseconds
 */
record CpuTime(long java, long database) {

    static CpuTime now(JdbcClient jdbc) {
        long database = jdbc.sql("select pid from pg_stat_activity").query(Long.class).list().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .mapToLong(CpuTime::nanos)
                .sum();
        return new CpuTime(nanos(ProcessHandle.current()), database);
    }

    private static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    CpuTime since(CpuTime earlier) {
        return new CpuTime(java - earlier.java, database - earlier.database);
    }
}
