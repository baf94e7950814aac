package io.tektonretry.history;

import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.postgres.StatementLog;
import io.tektonretry.postgres.StatementPages;
import io.tektonretry.postgres.TcpProxy;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** A context with the history and its database, and nothing else. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = HistoryContext.Beans.class,
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "spring.datasource.hikari.connection-timeout=2000",
            "spring.datasource.hikari.data-source-properties.socketTimeout=5"
        })
public @interface HistoryContext {

    @ComponentScan
    @EntityScan
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        HibernateJpaAutoConfiguration.class
    })
    class Beans {

        @Bean
        static StatementLog statementLog() {
            return new StatementLog();
        }

        @Bean
        static StatementPages statementPages() {
            return new StatementPages();
        }

        /** All tests reach the database through it; one of faults may close it for a while. */
        @Bean(destroyMethod = "close")
        TcpProxy wayToTheDatabase() {
            return TcpProxy.to(port(SharedPostgres.database("history")));
        }

        @Bean
        JdbcConnectionDetails historyDatabase(TcpProxy way) {
            return SharedPostgres.through(way.port(), "history");
        }

        private static int port(JdbcConnectionDetails database) {
            return URI.create(database.getJdbcUrl().substring("jdbc:".length())).getPort();
        }
    }
}
