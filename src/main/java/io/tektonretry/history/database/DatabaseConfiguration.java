package io.tektonretry.history.database;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Migrates the tables as soon as the database answers; everything else that needs it starts after that. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class DatabaseConfiguration {

    /** Sets the limits on every connection of the pool, which JPA, JDBC and the scheduler share. */
    @Bean
    static BeanPostProcessor limitedConnections(ObjectProvider<DatabaseProperties> properties) {
        return new BeanPostProcessor() {

            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof HikariDataSource pool && pool.getConnectionInitSql() == null) {
                    pool.setConnectionInitSql(properties.getObject().initialSql());
                }
                return bean;
            }

            @Override
            public Object postProcessAfterInitialization(Object bean, String beanName) {
                return bean instanceof DataSource connections ? new LimitedDataSource(connections) : bean;
            }
        };
    }

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

    /** Migrations use their own connections: migrating a large table may take longer than the pool's socket timeout. */
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
