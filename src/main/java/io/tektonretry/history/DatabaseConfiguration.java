package io.tektonretry.history;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
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

    /** Migrations run on connections of their own, since one of a large table may take longer than a connection of the pool waits. */
    @Bean
    FlywayConnectionDetails migrationDatabase(JdbcConnectionDetails database) {
        return new FlywayConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return database.getJdbcUrl();
            }

            @Override
            public @Nullable String getUsername() {
                return database.getUsername();
            }

            @Override
            public @Nullable String getPassword() {
                return database.getPassword();
            }
        };
    }
}
