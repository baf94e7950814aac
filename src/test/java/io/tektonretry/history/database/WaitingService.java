package io.tektonretry.history.database;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;

/** Starts a context that waits for a database which never comes. */
class WaitingService {

    /** Where nothing listens. */
    static class Nowhere implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return "jdbc:postgresql://localhost:1/nowhere";
        }

        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public String getPassword() {
            return "postgres";
        }
    }

    public static void main(String[] arguments) {
        var context = new AnnotationConfigApplicationContext();
        context.registerShutdownHook();
        context.register(WaitingService.class);
        context.refresh();
    }

    @Bean
    String start() throws InterruptedException {
        new DatabaseWait(new Nowhere()).untilItAnswers();
        return "started";
    }
}
