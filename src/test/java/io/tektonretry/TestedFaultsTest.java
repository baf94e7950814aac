package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the manual's tables of faults to the tests. */
class TestedFaultsTest {

    private static final Path MANUAL = Path.of("src/docs/mirror.md");

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

    @Test
    void namesATestForEachFault() throws IOException {
        List<String> rows = Files.readAllLines(MANUAL).stream()
                .filter(line -> line.matches("\\| F\\d+ \\|.*"))
                .toList();
        assertThat(rows.stream().map(row -> row.split("\\|", -1)[1].strip()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 36)
                        .mapToObj(number -> "F" + number)
                        .toList());
        assertThat(rows).allSatisfy(row -> assertThat(row).containsPattern(TEST));
    }

    @Test
    void namesNoTestThatDoesNotExist() throws IOException {
        Matcher named = TEST.matcher(Files.readString(MANUAL));
        assertThat(named.results().toList())
                .hasSizeGreaterThan(36)
                .allSatisfy(test -> assertThat(source(test.group(1)))
                        .as("%s.%s", test.group(1), test.group(2))
                        .contains(" " + test.group(2) + "("));
    }

    private static String source(String type) throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            Path source = sources.filter(path -> path.endsWith(type + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no " + type));
            return Files.readString(source);
        }
    }
}
