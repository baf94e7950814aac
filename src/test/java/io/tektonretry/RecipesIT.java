package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tektonretry.tekton.TektonKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Carries out the files of {@code src/docs/recipes}: the cluster takes them, Tekton starts what they say, and its step retries. */
class RecipesIT extends BulkRetryCalls {

    private static final Path RECIPES = Path.of("src/docs/recipes");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String PAC = "pipelinesascode.tekton.dev/";

    /** What Pipelines-as-Code puts in for a comment on a pull request. */
    private static final Map<String, String> COMMENT = Map.of(
            "{{ repo_owner }}", "acme",
            "{{ repo_name }}", "recipes",
            "{{ pull_request_number }}", "7",
            "{{ revision }}", "9f2c1e7",
            "{{ body.comment.id }}", "4711");

    /** What GitHub sends for it. */
    private static final JsonNode EVENT = YAML.readTree("""
            {"action": "created", "repository": {"full_name": "acme/recipes"},
             "issue": {"number": 7, "pull_request": {"url": "https://api.github.com/repos/acme/recipes/pulls/7"}},
             "comment": {"id": 4712, "body": "/retry-failed", "author_association": "MEMBER"}}
            """);

    @LocalServerPort
    int port;

    @TempDir
    Path directory;

    @Test
    void aCommentRetriesWithPipelinesAsCode() throws Exception {
        failedJobs("recipes-pac", "9f2c1e7");

        JsonNode taskRun = started("recipes-pac", substituted("retry-failed-pipelines-as-code.yaml", COMMENT));
        Step step = new Step(taskRun);

        assertThat(step.execute()).as(step.output()).isZero();
        assertThat(step.summary())
                .isEqualTo("1 of 2 retried: PipelineRun recipes-pac/docs must not be retried, says its annotation"
                        + " tektonretry.io/retry (RETRY_DISABLED).");
        assertThat(retriesIn("recipes-pac")).containsExactly("lint-r1");
        assertThat(step.execute()).as("the same comment once more").isZero();
        assertThat(retriesIn("recipes-pac")).containsExactly("lint-r1");
    }

    @Test
    void aCommentRetriesWithTriggers() throws Exception {
        failedJobs("recipes-triggers", "5d2e1c0");
        Map<String, JsonNode> objects = new HashMap<>();
        YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(Files.readString(RECIPES.resolve("retry-failed-triggers.yaml")))
                .forEachRemaining(object -> objects.put(object.path("kind").asString(), object));
        String run =
                objects.get("TriggerTemplate").at("/spec/resourcetemplates/0").toString();
        for (JsonNode param : objects.get("TriggerBinding").at("/spec/params")) {
            String path = param.path("value").asString().replaceAll("^\\$\\(body|\\)$", "");
            JsonNode value = EVENT.at(path.replace('.', '/'));
            assertThat(value.isMissingNode()).as(path).isFalse();
            run = run.replace("$(tt.params." + param.path("name").asString() + ")", value.asString());
        }
        assertThat(run).doesNotContain("$(tt.");

        Step step = new Step(started("recipes-triggers", (ObjectNode) YAML.readTree(run)));

        assertThat(step.execute()).as(step.output()).isZero();
        assertThat(step.summary()).startsWith("1 of 2 retried: ");
        assertThat(retriesIn("recipes-triggers")).containsExactly("lint-r1");
    }

    @Test
    void sayWhyNothingCouldBeDone() throws Exception {
        Map<String, String> unknown = new HashMap<>(COMMENT);
        unknown.put("{{ revision }}", "");
        unknown.put("{{ pull_request_number }}", "8");
        Step nobodys = new Step(started("recipes-nobody", substituted("retry-failed-pipelines-as-code.yaml", unknown)));
        assertThat(nobodys.execute()).isEqualTo(1);
        assertThat(nobodys.summary())
                .isEqualTo("No run of pull request 8 of acme/recipes is recorded in recipes-nobody.\n");

        nobodys.environment.put("REPOSITORY", "acme\", \"x\": \"");
        assertThat(nobodys.execute()).isEqualTo(1);
        assertThat(nobodys.summary()).startsWith("Not a name, a number or a commit: acme\"");

        nobodys.environment.put("REPOSITORY", "acme/recipes");
        nobodys.environment.put("URL", "http://localhost:%d/nothing".formatted(port));
        assertThat(nobodys.execute()).isEqualTo(1);
        assertThat(nobodys.summary()).startsWith("The service did not answer");
    }

    @Test
    void askInTheWordsOfTheOperations() throws IOException {
        String script = task().at("/spec/steps/0/script").asString();
        for (String operation : List.of("retryFailed", "newestRevision")) {
            assertThat(script)
                    .contains(Files.readString(Path.of("src/main/resources/operations", operation + ".graphql")));
        }
        try (Stream<Path> recipes = Files.list(RECIPES)) {
            String documentation = Files.readString(Path.of("src/docs/bots.md"));
            assertThat(recipes)
                    .isNotEmpty()
                    .allSatisfy(
                            recipe -> assertThat(documentation).contains("](recipes/" + recipe.getFileName() + ")"));
        }
    }

    /** One job that failed, one that was started anew since, and one whose author forbids retries. */
    private void failedJobs(String namespace, String revision) {
        failedJob(namespace, "unit", revision, Map.of(), "Failed");
        failedJob(namespace, "docs", revision, Map.of(TektonKeys.RETRY, "disabled"), "Failed");
        failedJob(namespace, "lint", revision, Map.of(), "Failed");
        Instant ended = Instant.parse(text(find(namespace, "lint"), "pipelineRun.finishedAt"));
        await().until(() -> Instant.now().isAfter(ended.plusSeconds(1)));
        new ScriptedRun(namespace, "unit-again")
                .labelled(labels("unit", revision))
                .createdIn(cluster);
        ended(namespace, "unit-again", "SUCCEEDED");
    }

    private void failedJob(
            String namespace, String job, String revision, Map<String, String> annotations, String outcome) {
        new ScriptedRun(namespace, job)
                .labelled(labels(job, revision))
                .annotated(annotations)
                .ending(Map.of("compile", outcome))
                .createdIn(cluster);
        ended(namespace, job, "FAILED");
    }

    private static Map<String, String> labels(String job, String revision) {
        return Map.of(
                PAC + "url-org", "acme",
                PAC + "url-repository", "recipes",
                PAC + "pull-request", "7",
                PAC + "sha", revision,
                PAC + "original-prname", job);
    }

    private static ObjectNode substituted(String recipe, Map<String, String> values) throws IOException {
        String text = Files.readString(RECIPES.resolve(recipe));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        assertThat(text).doesNotContain("{{");
        return (ObjectNode) YAML.readTree(text);
    }

    private static ObjectNode task() throws IOException {
        return (ObjectNode) YAML.readTree(Files.readString(RECIPES.resolve("retry-failed.yaml")));
    }

    /** The TaskRun that Tekton makes for the run. */
    private JsonNode started(String namespace, ObjectNode run) throws IOException {
        ObjectNode task = task();
        task.withObjectProperty("metadata").put("namespace", namespace);
        cluster.api().create(task);
        run.withObjectProperty("metadata").put("namespace", namespace);
        assertThat(run.at("/metadata/annotations/" + TektonKeys.RETRY.replace("/", "~1"))
                        .asString())
                .isEqualTo("disabled");
        String name = cluster.api().create(run).at("/metadata/name").asString();
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(taskRun(namespace, name)).isNotEmpty());
        return taskRun(namespace, name).get(0);
    }

    private List<? extends JsonNode> taskRun(String namespace, String run) {
        return cluster.api().list("TaskRun").stream()
                .filter(object -> object.at("/metadata/namespace").asString().equals(namespace)
                        && object.at("/metadata/labels/tekton.dev~1pipelineRun")
                                .asString()
                                .equals(run))
                .toList();
    }

    /** The step of the Task as its pod would carry it out, with alice's token. */
    private final class Step {

        private final Map<String, String> environment = new HashMap<>();
        private final Path script = directory.resolve("script");
        private final Path output = directory.resolve("output");

        Step(JsonNode taskRun) throws IOException {
            assumeTrue(Files.isExecutable(Path.of("/bin/sh")) && Files.isExecutable(Path.of("/usr/bin/curl")));
            JsonNode task = task();
            JsonNode step = task.at("/spec/steps/0");
            Map<String, String> variables = new HashMap<>();
            for (JsonNode param : task.at("/spec/params")) {
                variables.put(
                        "$(params." + param.path("name").asString() + ")",
                        param.path("default").asString(""));
            }
            for (JsonNode param : taskRun.at("/spec/params")) {
                variables.put(
                        "$(params." + param.path("name").asString() + ")",
                        param.path("value").asString());
            }
            variables.put(
                    "$(context.taskRun.namespace)",
                    taskRun.at("/metadata/namespace").asString());
            variables.put(
                    "$(results.summary.path)", directory.resolve("summary").toString());
            for (JsonNode entry : step.path("env")) {
                String value = entry.path("value").asString();
                environment.put(entry.path("name").asString(), variables.getOrDefault(value, value));
            }
            Path token = Files.writeString(directory.resolve("token"), "alice");
            environment.put("TOKEN", token.toString());
            environment.put("URL", "http://localhost:%d/graphql".formatted(port));
            assertThat(environment.values()).noneMatch(value -> value.contains("$("));
            Files.writeString(script, step.path("script").asString());
        }

        int execute() throws IOException, InterruptedException {
            ProcessBuilder process = new ProcessBuilder("/bin/sh", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            process.environment().putAll(environment);
            Process running = process.start();
            assertThat(running.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return running.exitValue();
        }

        String summary() throws IOException {
            return Files.readString(directory.resolve("summary"));
        }

        String output() throws IOException {
            return Files.exists(output) ? Files.readString(output) : "";
        }
    }
}
