package io.tektonretry.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.standaloneSetup;

import graphql.ExecutionInput;
import graphql.ParseAndValidate;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** What a browser is given. */
class DashboardTest {

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern ASSET = Pattern.compile("\"(/assets/[^\"]+)\"");
    private static final Pattern MODULE = Pattern.compile("(?:from |import |import\\()\"([^\"]+)\"");
    private static final Pattern STATIC_IMPORT = Pattern.compile("(?:\\bfrom|\\bimport)\\s*\"([^\"]+)\"");
    private static final Pattern OPERATION =
            Pattern.compile("= [`\"]\\s*(?:(?:query|mutation|subscription)\\b|\\{ (?:viewer|mirrorStatus)\\b)");
    private static final Path SOURCE = Path.of("src/main/resources/dashboard");

    private final DashboardFiles files = new DashboardFiles();
    private final Shell shell = new Shell(files, new DashboardProperties(List.of(), false), null);
    private final MockMvc service = standaloneSetup(new DashboardController(files, shell, Graphiql.off()))
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/runs",
                "/runs/shop/build.and.test-x7k2p",
                "/runs/shop/build-x7k2p/tasks/unit-tests",
                "/runs/shop/build-x7k2p/lineage",
                "/reports",
                "/requests",
                "/mirror"
            })
    void everyAddressIsAnsweredWithThePage(String path) throws Exception {
        MockHttpServletResponse answer = answer(path);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.getContentAsString()).isEqualTo(page());
    }

    @Test
    void thePageRunsNoScriptInItselfButTheImportMap() throws Exception {
        String hash = Base64.getEncoder()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(StandardCharsets.UTF_8)));

        assertThat(answer("/").getHeader("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self' 'sha256-" + hash + "';")
                .doesNotContain("unsafe")
                .doesNotContain("http:", "https:", "*");
        assertThat(page()).doesNotContain("style=").doesNotContainPattern("\\son[a-z]+=");
        assertThat(Pattern.compile("<script(?![^>]*src=)").matcher(page()).results())
                .hasSize(1);
    }

    @Test
    void onlyConfiguredPagesShowItInAFrame() {
        assertThat(shell.policy()).contains("frame-ancestors 'none';");
        assertThat(new Shell(
                                files,
                                new DashboardProperties(List.of("'self'", "https://*.example.org:8443"), false),
                                null)
                        .policy())
                .contains("frame-ancestors 'self' https://*.example.org:8443;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "https://*",
                "'none'; script-src 'unsafe-inline'",
                "https://console.example.org;",
                "https://console.example.org, https://other",
                "https://console.example.org/page",
                "console.example.org"
            })
    void aFrameOfNoOriginIsRefusedAtTheStart(String origin) {
        assertThatThrownBy(() -> new DashboardProperties(List.of(origin), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tektonretry.dashboard.frame-ancestors");
    }

    @Test
    void whatThePageNamesIsThereForEver() throws Exception {
        List<String> assets =
                ASSET.matcher(page()).results().map(found -> found.group(1)).toList();
        assertThat(assets).hasSizeGreaterThan(10);
        for (String asset : assets) {
            MockHttpServletResponse answer = answer(asset);
            assertThat(answer.getStatus()).as(asset).isEqualTo(200);
            assertThat(answer.getHeader("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        }
    }

    @Test
    void modulesImportWhatIsThere() throws IOException {
        Map<?, ?> imports = JsonMapper.shared().readValue(importMap(), Map.class);
        Map<?, ?> libraries = (Map<?, ?>) imports.get("imports");
        try (Stream<Path> sources = Files.walk(SOURCE)) {
            for (Path source :
                    sources.filter(each -> each.toString().endsWith(".js")).toList()) {
                List<String> modules = MODULE.matcher(Files.readString(source))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(modules).as(source.toString()).allSatisfy(module -> {
                    if (module.startsWith(".")) {
                        Path target =
                                SOURCE.relativize(source.resolveSibling(module).normalize());
                        assertThat(files.find(files.path(target.toString())))
                                .as(module)
                                .isPresent();
                    } else {
                        assertThat(libraries.get(module)).as(module).isNotNull();
                    }
                });
            }
        }
    }

    @Test
    void librariesImportWhatIsThere() throws Exception {
        for (String entry : files.imports().values()) {
            String content = new String(files.find(entry).orElseThrow().content(), StandardCharsets.UTF_8);
            List<String> modules = STATIC_IMPORT
                    .matcher(content)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(modules)
                    .as(entry)
                    .allSatisfy(module -> assertThat(
                                    module.startsWith(".")
                                            ? files.find(Path.of(entry)
                                                            .resolveSibling(module)
                                                            .normalize()
                                                            .toString())
                                                    .isPresent()
                                            : files.imports().containsKey(module))
                            .as(module)
                            .isTrue());
        }
    }

    @Test
    void itsDocumentsAreKnownAndValid() throws IOException {
        var schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(
                new SchemaParser().parse(Files.readString(Path.of("schema.graphqls"))));
        List<String> documents = DashboardDocuments.in(files.texts());

        assertThat(documents)
                .allSatisfy(document -> assertThat(ParseAndValidate.parseAndValidate(
                                        schema,
                                        ExecutionInput.newExecutionInput(document)
                                                .build())
                                .getErrors())
                        .as(document)
                        .isEmpty());
        long operations = files.texts().values().stream()
                .flatMap(text -> OPERATION.matcher(text).results())
                .count();
        assertThat(documents).hasSize((int) operations).hasSizeGreaterThan(15);
    }

    @Test
    void aFileOfAnotherVersionIsNotThere() throws Exception {
        MockHttpServletResponse answer = answer("/assets/0123456789ab/main.js");

        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8"})
    void filesAreCompressedForWhoTakesThat(String encodings) throws Exception {
        MockHttpServletResponse answer = service.perform(get("/").header("Accept-Encoding", encodings))
                .andReturn()
                .getResponse();

        assertThat(answer.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.getHeader("Vary")).isEqualTo("Accept-Encoding");
        try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(answer.getContentAsByteArray()))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(page());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "br, gzip; q=0.0, deflate"})
    void filesAreAsTheyAreForOthers(String encodings) throws Exception {
        MockHttpServletResponse answer = service.perform(get("/").header("Accept-Encoding", encodings))
                .andReturn()
                .getResponse();

        assertThat(answer.getHeader("Content-Encoding")).isNull();
        assertThat(answer.getContentAsString()).isEqualTo(page());
    }

    @Test
    void thePageOfARunIsSmall() throws IOException {
        Set<String> loaded = new TreeSet<>();
        load(files.path("main.js"), loaded);
        load(files.path("pages/run/run.js"), loaded);
        loaded.add(files.path("app.css"));
        loaded.add(files.path("icon.svg"));
        int bytes = shell.file().gzip().length;
        for (String each : loaded) {
            bytes += files.find(each).orElseThrow().gzip().length;
        }

        assertThat(loaded).hasSizeLessThan(20);
        assertThat(bytes).isLessThan(60_000);
    }

    /** Follows the imports of a module, but those that are loaded when they are needed. */
    private void load(String path, Set<String> loaded) {
        if (!loaded.add(path)) {
            return;
        }
        String content = new String(files.find(path).orElseThrow().content(), StandardCharsets.UTF_8);
        STATIC_IMPORT
                .matcher(content)
                .results()
                .map(found -> found.group(1))
                .map(module -> module.startsWith(".")
                        ? Path.of(path).resolveSibling(module).normalize().toString()
                        : files.imports().getOrDefault(module, module))
                .forEach(module -> load(module, loaded));
    }

    private MockHttpServletResponse answer(String path) throws Exception {
        return service.perform(get(path)).andReturn().getResponse();
    }

    private String page() {
        return new String(shell.file().content(), StandardCharsets.UTF_8);
    }

    private String importMap() {
        return IMPORT_MAP
                .matcher(page())
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow();
    }
}
