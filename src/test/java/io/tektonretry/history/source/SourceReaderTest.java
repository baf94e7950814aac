package io.tektonretry.history.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SourceReaderTest {

    private static final Path RECORDED = Path.of("src/test/resources/recordings-pac");

    @Test
    void readsARunOfPipelinesAsCode() throws IOException {
        assertThat(source(recorded("app-proposal", "root")))
                .isEqualTo(new RunSource(
                        SourceProvider.GITHUB,
                        "acme/app",
                        "bbd729e8a14907d0d5ba5875f69b5f6c06d238e1",
                        "add-page",
                        "9579",
                        "app-ci",
                        "https://github.com/acme/app/commit/bbd729e8a14907d0d5ba5875f69b5f6c06d238e1"));
        assertThat(source(recorded("web-proposal", "root")).provider()).isEqualTo(SourceProvider.GITHUB);
        assertThat(source(recorded("gitlab-proposal", "root")).provider()).isEqualTo(SourceProvider.GITLAB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-proposal", "gitlab-proposal", "queue-proposal", "web-proposal"})
    void readsTheSameFromARetry(String recording) throws IOException {
        assertThat(source(recorded(recording, "retry-as-created"))).isEqualTo(source(recorded(recording, "root")));
    }

    /** What Pipelines-as-Code writes last, whoever wrote the run in the repository can't keep from being read. */
    @Test
    void readsWhatASystemWroteHoweverManyTextsTheAuthorAdds() throws IOException {
        ObjectNode run = (ObjectNode) recorded("app-proposal", "root");
        RunSource built = source(run);
        ObjectNode annotations = run.withObjectProperty("metadata").withObjectProperty("annotations");
        ObjectNode own = annotations.deepCopy();
        annotations.removeAll();
        IntStream.range(0, 250).forEach(i -> annotations.put("a" + i, "x"));
        IntStream.range(0, 20).forEach(i -> annotations.put("b" + i, "x".repeat(1_500)));
        for (String key : List.of("refs.org", "refs.repo", "refs.pull", "lastCommitSHA", "job", "cloneURI")) {
            annotations.put("lighthouse.jenkins-x.io/" + key, "another");
        }
        annotations.setAll(own);

        assertThat(source(run)).isEqualTo(built);
    }

    @Test
    void readsARunOfLighthouse() {
        Map<String, String> texts = Map.of(
                "lighthouse.jenkins-x.io/refs.org", "acme",
                "lighthouse.jenkins-x.io/refs.repo", "app",
                "lighthouse.jenkins-x.io/refs.pull", "12",
                "lighthouse.jenkins-x.io/branch", "PR-12",
                "lighthouse.jenkins-x.io/context", "lint",
                "lighthouse.jenkins-x.io/job", "presubmit-lint",
                "lighthouse.jenkins-x.io/baseSHA", "8f17a6",
                "lighthouse.jenkins-x.io/lastCommitSHA", "5d2e1c",
                "lighthouse.jenkins-x.io/cloneURI", "https://gitlab.com/acme/app.git");
        assertThat(source(texts))
                .isEqualTo(new RunSource(
                        SourceProvider.GITLAB,
                        "acme/app",
                        "5d2e1c",
                        null,
                        "12",
                        "presubmit-lint",
                        "https://gitlab.com/acme/app.git"));
    }

    @Test
    void readsARunOfProw() {
        Map<String, String> texts = new HashMap<>(Map.of(
                "prow.k8s.io/refs.org", "acme",
                "prow.k8s.io/refs.repo", "app",
                "prow.k8s.io/refs.base_ref", "main",
                "prow.k8s.io/job", "pull-app-unit",
                "params.PULL_BASE_SHA", "8f17a6"));
        assertThat(source(texts))
                .isEqualTo(new RunSource(null, "acme/app", "8f17a6", "main", null, "pull-app-unit", null));
        texts.put("prow.k8s.io/refs.pull", "7");
        assertThat(source(texts).revision())
                .as("of a batch of pull requests, which has no commit of its own")
                .isNull();
        texts.put("params.PULL_PULL_SHA", "5d2e1c");
        assertThat(source(texts).revision()).isEqualTo("5d2e1c");
    }

    @Test
    void readsWhatTemplatesOfTriggersUsuallySet() {
        Map<String, String> texts = Map.of(
                "triggers.tekton.dev/eventlistener", "github",
                "triggers.tekton.dev/triggers-eventid", "c3ed2c4e",
                "tekton.dev/gitURL", "git@github.com:tektoncd/plumbing.git",
                "tekton.dev/gitRevision", "refs/pull/5/head",
                "tekton.dev/pr-number", "5");
        assertThat(source(texts))
                .isEqualTo(new RunSource(
                        SourceProvider.GITHUB,
                        "tektoncd/plumbing",
                        "refs/pull/5/head",
                        null,
                        "5",
                        "the-pipeline",
                        null));
        assertThat(source(Map.of("triggers.tekton.dev/triggers-eventid", "c3ed2c4e")))
                .isNull();
    }

    @Test
    void readsFirstWhereTheOperatorSays() {
        SourceReader reader = reader(Map.of(
                "provider[0]", "ci.example.com/host",
                "repository[0]", "ci.example.com/none",
                "repository[1]", "params.repo-url",
                "revision[0]", "params.git-revision",
                "job[0]", "ci.example.com/job",
                "pull-request[0]", "ci.example.com/change",
                "branch[0]", "ci.example.com/branch",
                "url[0]", "ci.example.com/page"));
        Map<String, String> texts = Map.of(
                "ci.example.com/host", "Gerrit",
                "params.repo-url", "ssh://git@git.example/team/app.git",
                "params.git-revision", "5d2e1c",
                "ci.example.com/job", "unit",
                "ci.example.com/change", "4711",
                "ci.example.com/branch", "refs/heads/main",
                "ci.example.com/page", "https://git.example/c/4711");
        assertThat(reader.of(new SourceClaims(texts), "the-pipeline"))
                .isEqualTo(new RunSource(
                        SourceProvider.GERRIT,
                        "team/app",
                        "5d2e1c",
                        "main",
                        "4711",
                        "unit",
                        "https://git.example/c/4711"));
        Map<String, String> both = new HashMap<>(pac(Map.of()));
        both.put("ci.example.com/job", "unit");
        RunSource mixed = reader.of(new SourceClaims(both), null);
        assertThat(mixed).isNotNull();
        assertThat(mixed.job()).isEqualTo("unit");
        assertThat(mixed.repository()).isEqualTo("acme/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript://git.example/%0aalert(1)",
                "data:text/html,hello",
                "file:///etc/passwd",
                "//git.example/acme",
                "https:acme",
                "https://user:password@git.example/acme",
                "https://git.example/a b",
                "https://",
                " "
            })
    void givesNoAddressThatABrowserMustNotOpen(String url) {
        Map<String, String> texts = pac(Map.of("sha-url", url, "repo-url", url));
        assertThat(source(texts)).isNotNull().extracting(RunSource::url).isNull();
    }

    @ParameterizedTest
    @CsvSource({"github,GITHUB", "GitHub-Enterprise,GITHUB", "bitbucket-datacenter,BITBUCKET_DATA_CENTER", "svn,"})
    void knowsKindsOfHosts(String name, SourceProvider provider) {
        assertThat(source(pac(Map.of("git-provider", name))).provider()).isEqualTo(provider);
    }

    @Test
    void takesNoTextThatIsNotPlain() {
        for (String odd : new String[] {"a\0b", "a\u202eb", "a\nb", "\ud800", "a\u200bb", "", "  "}) {
            RunSource source = source(pac(Map.of(
                    "source-branch", odd, "branch", odd, "pull-request", odd, "original-prname", odd, "sha", odd)));
            assertThat(source)
                    .as("%s", odd)
                    .isEqualTo(new RunSource(null, "acme/app", null, null, null, "the-pipeline", null));
        }
    }

    @Test
    void takesNoPartOfATextThatIsTooLong() {
        RunSource source = source(pac(Map.of(
                "source-branch", "b".repeat(RunSource.LONGEST_BRANCH + 1),
                "pull-request", "1".repeat(RunSource.LONGEST_PULL_REQUEST + 1),
                "original-prname", "j".repeat(RunSource.LONGEST_JOB + 1),
                "sha", "a".repeat(RunSource.LONGEST_REVISION + 1),
                "sha-url", "https://git.example/" + "u".repeat(RunSource.LONGEST_URL))));
        assertThat(source).isEqualTo(new RunSource(null, "acme/app", null, null, null, "the-pipeline", null));
        assertThat(source(pac(Map.of("url-repository", "r".repeat(RunSource.LONGEST_REPOSITORY)))))
                .isNull();
    }

    @Test
    void readsSoMuchOfARunAndNoMore() {
        JsonNode run = JsonMapper.shared().readTree("""
                {"metadata": {"labels": {"pipelinesascode.tekton.dev/url-org": "of-a-label"},
                              "annotations": {"pipelinesascode.tekton.dev/url-org": "acme/team",
                                              "pipelinesascode.tekton.dev/url-repository": "app",
                                              "pipelinesascode.tekton.dev/sha": {"not": "a text"}}},
                 "spec": {"params": [{"name": "list", "value": ["a"]}, {"value": "nameless"}, "odd",
                                     {"name": "text", "value": "b"}]}}
                """);
        assertThat(SourceClaims.of(run).texts())
                .containsOnly(
                        Map.entry("pipelinesascode.tekton.dev/url-org", "acme/team"),
                        Map.entry("pipelinesascode.tekton.dev/url-repository", "app"),
                        Map.entry("params.text", "b"));
        assertThat(source(run).repository()).isEqualTo("acme/team/app");
        assertThat(SourceClaims.of(JsonMapper.shared().readTree("[]")).texts()).isEmpty();

        var huge = JsonMapper.shared().createObjectNode();
        IntStream.range(0, 1000)
                .forEach(i -> huge.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .put("key-" + i, "v".repeat(1000)));
        assertThat(SourceClaims.of(huge).texts()).hasSizeBetween(20, 40);

        var many = JsonMapper.shared().createObjectNode();
        IntStream.range(0, 5000)
                .forEach(i -> many.withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .put(Integer.toString(i), ""));
        assertThat(SourceClaims.of(many).texts()).hasSize(256);
    }

    @Test
    void refusesKeysThatNoRunHas() {
        assertThatThrownBy(() -> reader(Map.of("job[0]", "not a key")))
                .rootCause()
                .hasMessageContaining("job has not a key");
        assertThatThrownBy(() -> reader(Map.of("pull-request[0]", "params.")))
                .rootCause()
                .hasMessageContaining("pull-request has params.");
        Map<String, String> many = new HashMap<>();
        IntStream.range(0, 11).forEach(i -> many.put("url[" + i + "]", "key-" + i));
        assertThatThrownBy(() -> reader(many)).rootCause().hasMessageContaining("url has 11 keys");
    }

    /** What Pipelines-as-Code writes, without its prefix, and a repository. */
    private static Map<String, String> pac(Map<String, String> texts) {
        Map<String, String> all = new HashMap<>(Map.of("url-org", "acme", "url-repository", "app"));
        all.putAll(texts);
        Map<String, String> prefixed = new HashMap<>();
        all.forEach((key, text) -> prefixed.put("pipelinesascode.tekton.dev/" + key, text));
        return prefixed;
    }

    private static JsonNode recorded(String recording, String run) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(RECORDED.resolve(recording).resolve(run + ".json")));
    }

    private static RunSource source(JsonNode run) {
        return reader(Map.of()).of(SourceClaims.of(run), "the-pipeline");
    }

    private static RunSource source(Map<String, String> texts) {
        return reader(Map.of()).of(new SourceClaims(texts), "the-pipeline");
    }

    private static SourceReader reader(Map<String, String> properties) {
        Map<String, Object> prefixed = new HashMap<>();
        properties.forEach((name, value) -> prefixed.put("tektonretry.source." + name, value));
        return new SourceReader(new Binder(new MapConfigurationPropertySource(prefixed))
                .bindOrCreate("tektonretry.source", Bindable.of(SourceProperties.class)));
    }
}
