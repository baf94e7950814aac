package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.chart.ChartCluster;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.RecordedScenario;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.PodLog;
import io.tektonretry.tekton.PodLogs;
import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.graphql.test.autoconfigure.tester.AutoConfigureHttpGraphQlTester;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webtestclient.autoconfigure.WebTestClientBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service needs every right that the chart grants it, and none besides: what it asks for without a right is refused, as in every other
 * test of the whole service.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@SpringBootTest(
        classes = TektonRetryApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "tektonretry.mirror.leader-election=true",
            "tektonretry.mirror.report-interval=200ms",
            "tektonretry.finalizer.mode=hold",
            "tektonretry.retry.secrets=true",
            "tektonretry.finalizer.deadline=1s",
            "spring.test.webtestclient.timeout=60s"
        })
@AutoConfigureHttpGraphQlTester
@DirtiesContext
@ExtendWith(ChartCluster.class)
@Import(ChartRightsIT.Surroundings.class)
class ChartRightsIT {

    private static final RecordedScenario WITH_A_VOLUME =
            RecordedScenario.named("the-failed-run-is-deleted-while-its-retry-uses-its-volume");

    private static final RecordedScenario WITH_TWO_TYPES =
            RecordedScenario.named("two-tasks-use-one-parameter-name-with-two-types");

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    Account account;

    @Autowired
    PodLogs logs;

    private final ServiceClient client;

    ChartRightsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @Test
    void needsEveryRightThatTheChartGrants() {
        cluster.api().create(object("tekton.dev/v1beta1", "CustomRun", "held"));
        retryWithAVolume();
        retryWithASecret();
        retryByTheCurrentTasks();
        retryByAPipeline();
        readALog();
        waitForTheNamespace();

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(account.unused()).isEmpty());
    }

    /** Adopts the claim before the retry is started. */
    private void retryWithAVolume() {
        client.created(client.retry(client.mirrored(WITH_A_VOLUME)));
    }

    /** Becomes a further owner of what belongs to the failed run, and never sees what a Secret holds. */
    private void retryWithASecret() {
        ObjectNode failed = new ScriptedRun("ci", "with-a-secret")
                .bound("""
                        {"projected": {"sources": [{"secret": {"name": "its-secret"}}, {"configMap": {"name": "its-settings"}}]}}
                        """)
                .ending(Map.of("publish", "Failed"))
                .createdIn(cluster);
        cluster.api().create(ScriptedRun.owned("Secret", "its-secret", failed));
        cluster.api().create(ScriptedRun.owned("ConfigMap", "its-settings", failed));
        List<String> asked = new CopyOnWriteArrayList<>();
        cluster.api().faults(Fault.refusing(503, "ServiceUnavailable", "never", request -> {
            if (request.resource().equals("secrets")) {
                asked.add(request.header("accept"));
            }
            return false;
        }));

        String retry = client.created(client.retry(client.mirrored(failed.path("metadata"))));

        cluster.api().faults(Fault.NONE);
        assertThat(asked)
                .isNotEmpty()
                .allMatch(accepted -> accepted.startsWith("application/json;as=PartialObjectMetadata;"))
                .noneMatch(accepted -> accepted.contains(","));
        for (String kind : List.of("Secret", "ConfigMap")) {
            assertThat(cluster.api().list(kind))
                    .extracting(object ->
                            object.at("/metadata/ownerReferences/1/name").asString(""))
                    .containsExactly(retry);
        }
    }

    /** Reads the Task that the pipeline refers to. */
    private void retryByTheCurrentTasks() {
        ObjectNode task = object("tekton.dev/v1", "Task", "tool");
        task.withObject("/spec").putArray("steps").addObject().put("name", "s").put("image", "i");
        cluster.api().create(task);
        FollowedRuns runs = new FollowedRuns(cluster, client.graphQl(), "ci");
        runs.create(
                "by-tasks",
                "{\"only\": \"Failed\"}",
                "{}",
                "{\"pipelineSpec\": {\"tasks\": [{\"name\": \"only\", \"taskRef\": {\"name\": \"tool\"}}]}}");
        assertThat(runs.retriedWith("definition: CURRENT", runs.retryable("by-tasks")))
                .isNotEmpty();
    }

    /** A webhook wants the retry to refer to a Pipeline of its own. */
    private void retryByAPipeline() {
        String run = client.mirrored(WITH_TWO_TYPES);
        cluster.api()
                .admission(created -> created.path("kind").asString("").equals("PipelineRun")
                                && created.path("spec").has("pipelineSpec")
                        ? List.of("no inline specs")
                        : List.of());
        client.created(client.retry(run));
    }

    private void readALog() {
        cluster.api().create(object("v1", "Pod", "with-a-log"));
        cluster.api().logs().put("ci", "with-a-log", "step-main", "read\n");
        assertThat(logs.open(
                                new PodLog.Query("ci", "with-a-log", "step-main", false, null, null, null),
                                ServiceClient.PATIENCE)
                        .join())
                .isInstanceOf(PodLog.Opened.class);
    }

    /** What cannot be released is looked for, and whether its namespace is to go. */
    private void waitForTheNamespace() {
        cluster.api()
                .faults(Fault.refusing(
                        503,
                        "ServiceUnavailable",
                        "a webhook is down",
                        request -> request.method().equals("PATCH")
                                && request.name().equals("stuck")));
        ObjectNode stuck = object("tekton.dev/v1", "PipelineRun", "stuck");
        stuck.withObject("/metadata").putArray("finalizers").add(TektonKeys.FINALIZER);
        ObjectNode created = cluster.api().create(stuck);
        created.withObject("/metadata")
                .put("deletionTimestamp", Instant.now().plusSeconds(3600).toString())
                .remove("resourceVersion");
        cluster.api()
                .play(JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "MODIFIED")
                        .set("object", created));
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", apiVersion)
                .put("kind", kind);
        object.putObject("metadata").put("namespace", "ci").put("name", name);
        object.putObject("spec");
        return object;
    }

    /** A cluster that lets the service do what the chart grants with all that it can do switched on. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Surroundings {

        @Bean
        Account account() {
            return ChartAccounts.service(
                    Map.of("replicas", "2", "tektonretry.finalizer.mode", "hold", "tektonretry.retry.secrets", "true"));
        }

        @Bean(destroyMethod = "close")
        SimulatedCluster cluster(Account account) {
            SimulatedCluster cluster =
                    SimulatedCluster.start(0, Duration.ofMillis(5), List.of(WITH_A_VOLUME, WITH_TWO_TYPES));
            cluster.api()
                    .tokens(Map.of(
                            "bots", JsonMapper.shared().createObjectNode().put("username", "bot")));
            cluster.api().account(account);
            return cluster;
        }

        @Bean
        @Primary
        KubernetesClient clusterClient(SimulatedCluster cluster, Account account) {
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.url())
                    .withNamespace("tools")
                    .withOauthToken(account.user())
                    .build();
            return ClusterClient.of(config, ObservationRegistry.NOOP);
        }

        @Bean
        JdbcConnectionDetails database() {
            return SharedPostgres.database("rights");
        }

        @Bean
        WebTestClientBuilderCustomizer bot() {
            return webClient -> webClient.defaultHeaders(headers -> headers.setBearerAuth("bots"));
        }
    }
}
