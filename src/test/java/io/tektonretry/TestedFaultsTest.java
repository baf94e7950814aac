package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the manual's tables of faults and the tests to each other. */
class TestedFaultsTest {

    private static final Path MANUAL = Path.of("src/docs/mirror.md");

    private static final Path SOURCES = Path.of("src/test/java");

    private static final int FAULTS = 36;

    private static final Pattern LISTED = Pattern.compile("(?m)^\\| F(\\d+) \\|");

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

    @Test
    void listsTheFaultsThatAreTested() throws IOException {
        Matcher listed = LISTED.matcher(Files.readString(MANUAL));
        assertThat(listed.results().map(row -> Integer.valueOf(row.group(1))))
                .containsExactlyElementsOf(tested())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, FAULTS).boxed().toList());
    }

    private static Set<Integer> tested() throws IOException {
        Set<Integer> tested = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (Files.readString(source).contains("@TestsFault(")) {
                    tested.addAll(tested(type(source)));
                }
            }
        }
        return tested;
    }

    private static Set<Integer> tested(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .flatMap(method -> Arrays.stream(method.getAnnotationsByType(TestsFault.class)))
                .flatMap(fault -> Arrays.stream(fault.value()).boxed())
                .collect(Collectors.toSet());
    }

    private static Class<?> type(Path source) {
        String name = SOURCES.relativize(source)
                .toString()
                .replaceFirst("\\.java$", "")
                .replace(File.separator, ".");
        try {
            return Class.forName(name, false, TestedFaultsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesNoTestThatDoesNotExist() throws IOException {
        Matcher named = TEST.matcher(Files.readString(MANUAL));
        assertThat(named.results().toList())
                .hasSizeGreaterThan(20)
                .allSatisfy(test -> assertThat(source(test.group(1)))
                        .as("%s.%s", test.group(1), test.group(2))
                        .contains(" " + test.group(2) + "("));
    }

    private static String source(String type) throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            Path source = sources.filter(path -> path.endsWith(type + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no " + type));
            return Files.readString(source);
        }
    }
}
