package io.tektonretry.postgres;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Gives the whole service of the integration tests its database. */
@TestConfiguration(proxyBeanMethods = false)
public class SharedPostgresConfiguration {

    @Bean
    JdbcConnectionDetails sharedPostgres() {
        return SharedPostgres.database("service");
    }
}
