package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is shipped may be shipped: its licence, or one that it offers to choose, is on the list. */
class LicencesIT {

    /** Those of a library that may be distributed beside code of the Apache licence, under conditions that the image fulfils. */
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "Go License", "MIT", "MIT-0");

    /** The bill of materials, which is a part of the jar. */
    private static final Path BILL = Path.of("target/classes/META-INF/sbom/application.cdx.json");

    @Test
    void areAllowed() {
        List<JsonNode> libraries = JsonMapper.shared()
                .readTree(BILL)
                .path("components")
                .valueStream()
                .toList();

        assertThat(libraries)
                .hasSizeGreaterThan(100)
                .allSatisfy(library -> assertThat(licences(library))
                        .as(library.path("purl").asString())
                        .anyMatch(ALLOWED::contains));
    }

    private static Stream<String> licences(JsonNode library) {
        return library.path("licenses")
                .valueStream()
                .map(choice -> choice.path("license"))
                .map(licence -> licence.path("id").asString(licence.path("name").asString("")));
    }
}
