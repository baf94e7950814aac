package io.tektonretry.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

class DatabaseFaultTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "08006, connection failure",
        "25006, read only transaction",
        "26000, prepared statement that a pooler lost",
        "28P01, password rotated",
        "28000, role or host not let in",
        "3D000, database missing",
        "40001, serialization failure",
        "40P01, deadlock detected",
        "42501, insufficient privilege",
        "53100, disk full",
        "53300, too many connections",
        "55P03, lock not available",
        "57014, statement timeout",
        "57P01, terminated by an administrator",
        "58030, input or output error",
        "XX000, internal error",
        "XX001, data corrupted"
    })
    @TestsFault(8)
    void isWaitedFor(String state, String name) {
        assertThat(isDataError(state)).isFalse();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "21000, two rows of one key",
        "22P05, character that cannot be held",
        "22008, date out of range",
        "23514, check violation",
        "54000, too long for an index"
    })
    void isPutIntoQuarantine(String state, String name) {
        assertThat(isDataError(state)).isTrue();
    }

    @Test
    void isHalvedWhenAStatementTookTooLong() {
        assertThat(DatabaseFault.isTimeout(
                        new DataIntegrityViolationException("cancelled", new SQLException("cancelled", "57014"))))
                .isTrue();
        assertThat(DatabaseFault.isTimeout(
                        new DataIntegrityViolationException("away", new SQLException("away", "57P01"))))
                .isFalse();
    }

    @Test
    void isWaitedForWhenThereIsNoConnectionWhateverTheReason() {
        SQLException cause = new SQLException("invalid value for parameter", "22023");
        assertThat(List.of(
                        new CannotGetJdbcConnectionException("away", cause),
                        new CannotCreateTransactionException("away", cause)))
                .noneMatch(DatabaseFault::isDataError);
    }

    private static boolean isDataError(String state) {
        return DatabaseFault.isDataError(
                new DataIntegrityViolationException("refused", new SQLException("refused", state)));
    }
}
