package io.tektonretry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentPostgresIT {

    @TempDir
    Path folder;

    @Test
    void keepsItsDataWhenTheServerWasLeftBehind() throws Exception {
        startAndKill();
        try (var postgres = DevelopmentPostgres.start(folder)) {
            assertThat(query(postgres, "select count(*) from kept")).isEqualTo("1");
        }
    }

    @Test
    void startsAnewWhenTheFirstStartWasCutShort() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/postgresql.conf"), "");
        try (var postgres = DevelopmentPostgres.start(folder)) {
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
        }
    }

    @Test
    void refusesAFolderThatIsInUse() throws Exception {
        try (var postgres = DevelopmentPostgres.start(folder)) {
            assertThatThrownBy(() -> DevelopmentPostgres.start(folder)).isNotNull();
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void makesADatabaseAnewThatIsThereAlready() throws Exception {
        try (var postgres = DevelopmentPostgres.start(folder)) {
            String url = postgres.emptyDatabase("anew").getJdbcUrl();
            try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                    var statement = connection.createStatement()) {
                statement.execute("create table left_behind ()");
            }
            assertThat(postgres.emptyDatabase("anew").getJdbcUrl()).isEqualTo(url);
            try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                    var tables = connection.getMetaData().getTables(null, null, "left_behind", null)) {
                assertThat(tables.next()).isFalse();
            }
        }
    }

    /** Runs in a JVM of its own, which is killed with no chance to clean up. */
    private void startAndKill() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledService.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var output = jvm.inputReader()) {
            assertThat(output.lines().anyMatch(KilledService.READY::equals)).isTrue();
        }
        jvm.destroyForcibly().waitFor();
    }

    static String query(DevelopmentPostgres postgres, String sql) throws SQLException {
        var database = postgres.database();
        try (var connection = DriverManager.getConnection(
                        database.getJdbcUrl(), database.getUsername(), database.getPassword());
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
