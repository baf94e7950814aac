package io.tektonretry.postgres;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.CountDownLatch;

/** Writes a row to the database of a folder, says so, and waits to be killed. */
final class KilledService {

    static final String READY = "written";

    private KilledService() {}

    public static void main(String[] arguments) throws Exception {
        var database = DevelopmentPostgres.start(Path.of(arguments[0])).database();
        try (var connection =
                DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword())) {
            connection.createStatement().execute("create table kept as select 1 as id");
        }
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
