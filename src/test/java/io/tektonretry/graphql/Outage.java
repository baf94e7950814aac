package io.tektonretry.graphql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Takes the database away for a while. */
final class Outage implements BeanPostProcessor {

    private final AtomicBoolean isOut = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();

    /** How often the database was asked for in vain during the last outage. */
    int attempts() {
        return attempts.get();
    }

    void during(Runnable work) {
        begin();
        try {
            work.run();
        } finally {
            end();
        }
    }

    /** From now on no further connection is given away; whoever has one keeps it. */
    void begin() {
        attempts.set(0);
        isOut.set(true);
    }

    void end() {
        isOut.set(false);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource source ? new FailingDataSource(source) : bean;
    }

    private final class FailingDataSource extends DelegatingDataSource {

        FailingDataSource(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (isOut.get()) {
                attempts.incrementAndGet();
                throw new SQLTransientConnectionException("Connection is not available");
            }
            return super.getConnection();
        }
    }
}
