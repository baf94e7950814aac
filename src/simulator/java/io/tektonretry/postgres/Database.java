package io.tektonretry.postgres;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Where a database is; as a bean it takes the place of {@code spring.datasource.*}. */
record Database(String jdbcUrl, String username, String password) implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
        return jdbcUrl;
    }

    @Override
    public String getUsername() {
        return username;
    }

    @Override
    public String getPassword() {
        return password;
    }
}
