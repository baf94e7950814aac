package io.tektonretry.history;

import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the tables up to date as soon as there is a database; everything else that needs one comes after that. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    FlywayMigrationStrategy migrateOnceTheDatabaseAnswers(JdbcConnectionDetails database) {
        return flyway -> {
            try {
                new DatabaseWait(database).untilItAnswers();
                flyway.migrate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Stopped while waiting for the database", e);
            }
        };
    }
}
