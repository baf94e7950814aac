package io.tektonretry;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rules of the simulated cluster: it owes nothing to the service that is tested against it. */
record SimulatorRules(HouseRules house) {

    private static final Path SOURCES = Path.of("src/simulator/java");
    private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

    /** Takes what was compiled from the simulator's source root, and what is said about packages. */
    static final class OnlySimulator implements ImportOption {

        @Override
        public boolean includes(Location location) {
            Path file = Path.of(location.asURI());
            return file.endsWith("package-info.class")
                    || (file.startsWith(CLASSES) && Files.exists(SOURCES.resolve(source(CLASSES.relativize(file)))));
        }

        private static String source(Path type) {
            return type.toString().replaceFirst("(\\$.*)?\\.class$", ".java");
        }
    }

    List<ArchRule> rules() {
        return List.of(
                oweNothingToTheService(), knowAClusterByItsUrlAlone(), house.haveTellingNames(), house.areNullMarked());
    }

    private ArchRule oweNothingToTheService() {
        return classes()
                .that()
                .resideInAPackage(cluster() + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                cluster() + "..",
                                "java..",
                                "com.sun.net.httpserver",
                                "org.jspecify.annotations",
                                "org.slf4j..",
                                "tools.jackson..")
                        .or(name(house.root() + ".tekton.TektonKeys")));
    }

    private ArchRule knowAClusterByItsUrlAlone() {
        return noClasses()
                .that()
                .resideInAPackage(cluster() + ".tekton")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(cluster());
    }

    private String cluster() {
        return house.root() + ".cluster";
    }
}
