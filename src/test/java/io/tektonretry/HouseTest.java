package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.tektonretry.SimulatorRules.OnlySimulator;
import io.tektonretry.cluster.RecordedScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the house as it was laid out; {@code crooked} is a house that breaks every rule. */
class HouseTest {

    private static final JavaClasses HOUSE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.tektonretry");

    /** Read by {@code ConditionalOnProperty}. */
    private static final String ON_CONDITION = "io.tektonretry.access.AccessProperties.mode()";

    @TestFactory
    Stream<DynamicTest> theHouseKeepsItsRules() {
        return new HouseRules("io.tektonretry")
                .rules().stream().map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(HOUSE)));
    }

    @Test
    void everyPropertyIsRead() {
        assertThat(new UnusedParts(HOUSE).properties())
                .as("properties without effect")
                .containsExactly(ON_CONDITION);
    }

    @Test
    void everyMethodIsCalled() {
        assertThat(new UnusedParts(HOUSE).methods()).as("called by tests alone").isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> theSimulatorKeepsItsRules() {
        JavaClasses simulator =
                new ClassFileImporter().withImportOption(new OnlySimulator()).importPackages("io.tektonretry");
        return new SimulatorRules(new HouseRules("io.tektonretry"))
                .rules().stream().map(rule -> dynamicTest(rule.getDescription(), () -> rule.check(simulator)));
    }

    @TestFactory
    Stream<DynamicTest> aCrookedHouseIsFoundOut() {
        JavaClasses crooked = new ClassFileImporter().importPackages("crooked");
        HouseRules house = new HouseRules("crooked");
        return Stream.concat(house.rules().stream(), new SimulatorRules(house).rules().stream())
                .map(rule -> dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(crooked))
                                .matches(result -> result.hasViolation(), "finds a breach")));
    }

    @Test
    void nothingElseLiesAtTheTopLevel() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(""))) {
            assertThat(entries)
                    .extracting(entry -> entry.getFileName().toString())
                    .filteredOn(name -> !name.startsWith(".") && !name.endsWith(".iml"))
                    .isSubsetOf(
                            "pom.xml",
                            "src",
                            "db",
                            "schema.graphqls",
                            "helm",
                            "README.md",
                            "LICENSE",
                            "mvnw",
                            "mvnw.cmd",
                            "target");
        }
    }

    /** Tests use no mocks, and the client of Kubernetes the HTTP client of the JDK. */
    @ParameterizedTest
    @ValueSource(strings = {"org/mockito/Mockito.class", "io/vertx/core/Vertx.class"})
    void noUnwantedLibraryIsOnTheClassPath(String type) {
        assertThat(HouseTest.class.getClassLoader().getResource(type)).isNull();
    }

    @Test
    void noTwoTypesHaveOneName() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .filteredOn(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .doesNotHaveDuplicates();
        }
    }

    /** What can be acted on has a type of its own; the rest flies up to one of these. */
    @Test
    void onlyTheseCatchWhateverIsThrown() throws IOException {
        Pattern broad = Pattern.compile("catch \\([^)]*\\b(Exception|RuntimeException|Throwable|Error)\\b[^)]*\\)");
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            List<String> catching = new ArrayList<>();
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                broad.matcher(Files.readString(source))
                        .results()
                        .forEach(each -> catching.add(source.getFileName().toString()));
            }
            assertThat(catching)
                    .containsExactlyInAnyOrder(
                            "FailureBoundary.java", // one object must not keep its neighbours from being recorded
                            "PlainFields.java", // GraphQL Java fetches the field again and tells the error
                            "TaskFailures.java", // logs and throws again, as the scheduler itself does not log
                            "WorkerThread.java"); // only a stop ends a loop
        }
    }

    /** They share a cluster, and which of them share a process differs from one build to the next. */
    @Test
    void noRecordingIsRetriedByTwoClassesOverTheWholeService() throws IOException {
        Map<String, Set<String>> users = new TreeMap<>();
        try (Stream<Path> tests = Files.list(Path.of("src/test/java/io/tektonretry"))) {
            for (Path test : tests.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(test);
                RecordedScenario.all().stream()
                        .map(RecordedScenario::name)
                        .filter(name ->
                                source.contains("@WholeService") && source.matches("(?s).*\"" + name + "[\",].*"))
                        .forEach(name -> users.computeIfAbsent(name, key -> new TreeSet<>())
                                .add(test.getFileName().toString()));
            }
        }
        assertThat(users)
                .isNotEmpty()
                .allSatisfy((name, classes) -> assertThat(classes).hasSize(1));
    }

    /** The planner is one thought: to split it would publish most of its types. */
    @Test
    void noPackageIsCrowded() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            Map<Path, Long> types = sources.filter(
                            source -> source.toString().endsWith(".java") && !source.endsWith("package-info.java"))
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
            types.remove(Path.of("src/main/java/io/tektonretry/retry/plan"));
            assertThat(types)
                    .isNotEmpty()
                    .allSatisfy((room, count) ->
                            assertThat(count).as(room.toString()).isLessThanOrEqualTo(35));
        }
    }

    @Test
    void migrationsSayInTheirNameWhatTheyDoAndCountWithoutHoles() throws IOException {
        Pattern name = Pattern.compile("V(\\d+)__[a-z]+_[a-z_]+\\.sql");
        try (Stream<Path> migrations = Files.list(Path.of("db/migration"))) {
            List<String> names = migrations
                    .map(migration -> migration.getFileName().toString())
                    .toList();
            assertThat(names).isNotEmpty().allMatch(name.asMatchPredicate());
            assertThat(names)
                    .extracting(each -> Integer.valueOf(name.matcher(each).replaceFirst("$1")))
                    .as("a new file takes the next number")
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, names.size()).boxed().toList());
        }
    }
}
