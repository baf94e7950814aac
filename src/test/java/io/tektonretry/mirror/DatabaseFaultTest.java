package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;

class DatabaseFaultTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "08006, connection failure",
        "25006, read only transaction",
        "40001, serialization failure",
        "40P01, deadlock detected",
        "42501, insufficient privilege",
        "53100, disk full",
        "53300, too many connections",
        "55P03, lock not available",
        "57014, statement timeout",
        "57P01, terminated by an administrator",
        "58030, input or output error"
    })
    void isWaitedFor(String state, String name) {
        assertThat(isOfTheContent(state)).isFalse();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({"22P05, character that cannot be held", "22008, date out of range", "23514, check violation"})
    void isPutIntoQuarantine(String state, String name) {
        assertThat(isOfTheContent(state)).isTrue();
    }

    private static boolean isOfTheContent(String state) {
        return DatabaseFault.isOfTheContent(
                new DataIntegrityViolationException("refused", new SQLException("refused", state)));
    }
}
