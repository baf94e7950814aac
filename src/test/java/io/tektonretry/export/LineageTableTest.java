package io.tektonretry.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells of the table, and limits of exports that are none. */
class LineageTableTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"})
    void aTextIsNoFormula(String text) {
        assertThat(cell(text)).isEqualTo("\"'" + text + "\"");
    }

    @Test
    void textsAreQuotedWhereTheyMustBe() {
        assertThat(cell("a=b")).isEqualTo("a=b");
        assertThat(cell("a, \"b\"\nc")).isEqualTo("\"a, \"\"b\"\"\nc\"");
        assertThat(cell(null)).isEmpty();
        assertThat(cell(-1)).isEqualTo("-1");
    }

    @Test
    void limitsThatAreNoneAreRefusedAtTheStart() {
        assertThatThrownBy(() -> properties("a/b", 1, 500, Duration.ofDays(1))).hasMessageContaining("cluster");
        assertThatThrownBy(() -> properties("a", 0, 500, Duration.ofDays(1))).hasMessageContaining("max-exports");
        assertThatThrownBy(() -> properties("a", 1, 10_001, Duration.ofDays(1))).hasMessageContaining("chunk-size");
        assertThatThrownBy(() -> properties("a", 1, 500, Duration.ZERO)).hasMessageContaining("longest-span");
    }

    private static ExportProperties properties(String cluster, int exports, int chunk, Duration span) {
        return new ExportProperties(cluster, exports, 1, span, chunk, Duration.ofHours(1), Duration.ofMinutes(1));
    }

    private static String cell(Object value) {
        StringBuilder line = new StringBuilder();
        LineageTable.cell(line, value);
        return line.toString();
    }
}
