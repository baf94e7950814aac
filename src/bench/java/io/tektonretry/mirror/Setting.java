package io.tektonretry.mirror;

import io.tektonretry.history.HistoryDump;
import io.tektonretry.postgres.SharedPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

/**
 * A database with the tables of the history.
 *
 * @param sizes what was asked for in place of the usual sizes
 */
record Setting(ConfigurableApplicationContext history, Map<String, Long> sizes) implements AutoCloseable {

    /** As {@link MirrorProperties} has them by default; nothing else than the three kinds is followed. */
    private static final MirrorProperties PROPERTIES = new MirrorProperties(
            List.of(),
            200,
            Duration.ofMillis(20),
            Duration.ofSeconds(10),
            false,
            false,
            DataSize.ofMegabytes(64),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            false,
            Duration.ofSeconds(15));

    static Setting start(Map<String, Long> sizes) {
        ConfigurableApplicationContext history = new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .run("--logging.level.root=WARN", "--spring.main.banner-mode=off");
        return new Setting(history, sizes);
    }

    int size(String name, int usual) {
        return sizes.getOrDefault(name, (long) usual).intValue();
    }

    int rounds() {
        return size("rounds", 7);
    }

    /** How long to run before anything counts, in nanoseconds: the compiler of the JVM needs its time. */
    long warmUp() {
        return Duration.ofSeconds(size("warm", 30)).toNanos();
    }

    int batchSize() {
        return PROPERTIES.batchSize();
    }

    DataSource database() {
        return history.getBean(DataSource.class);
    }

    JdbcClient jdbc() {
        return history.getBean(JdbcClient.class);
    }

    /** Empties the tables. */
    void clear() {
        new HistoryDump(jdbc()).clear();
        jdbc().sql("truncate change").update();
        jdbc().sql("checkpoint").update();
    }

    MirroredService mirror(PreparedCluster cluster) {
        return MirroredService.start(history, cluster.url(), PROPERTIES);
    }

    /** Waits until it is so, at most two minutes. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Nothing came of it in two minutes");
            }
            Thread.sleep(1);
        }
    }

    void describe() {
        System.out.printf(
                "Java %s on %d cores; %s; fsync %s, synchronous_commit %s, shared_buffers %s%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                jdbc().sql("select version()").query(String.class).single().replaceFirst(" on .*", ""),
                setting("fsync"),
                setting("synchronous_commit"),
                setting("shared_buffers"));
    }

    private String setting(String name) {
        return jdbc().sql("show " + name).query(String.class).single();
    }

    @Override
    public void close() {
        history.close();
    }

    /** Carries no stereotype, so that no other context finds it. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        HibernateJpaAutoConfiguration.class
    })
    @ComponentScan("io.tektonretry.history")
    @EntityScan("io.tektonretry.history")
    static class Beans {

        @Bean
        JdbcConnectionDetails benchmarkDatabase() {
            return SharedPostgres.database("mirror-benchmark");
        }
    }
}
