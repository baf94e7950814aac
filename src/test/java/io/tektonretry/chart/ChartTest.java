package io.tektonretry.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Templates the chart with Helm itself, whose library is there for this platform alone. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ChartTest {

    private static final Map<String, String> SMALLEST = Map.of("datasource.secret", "database");

    @Test
    void passesHelmsOwnLint() {
        LintResult lint = Chart.lint();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void needsADatabaseAlone() {
        assertThat(Chart.with(SMALLEST).names())
                .containsExactlyInAnyOrder(
                        "ServiceAccount retry-tekton-retry",
                        "ConfigMap retry-tekton-retry",
                        "Deployment retry-tekton-retry",
                        "Service retry-tekton-retry",
                        "ClusterRole tools-retry-tekton-retry-watch",
                        "ClusterRoleBinding tools-retry-tekton-retry-watch",
                        "ClusterRole tools-retry-tekton-retry-retry",
                        "ClusterRoleBinding tools-retry-tekton-retry-retry",
                        "ClusterRole tools-retry-tekton-retry-identity",
                        "ClusterRoleBinding tools-retry-tekton-retry-identity",
                        "ClusterRole tools-retry-tekton-retry-access",
                        "ClusterRoleBinding tools-retry-tekton-retry-access");
        assertThatThrownBy(() -> Chart.with(Map.of())).hasMessageContaining("datasource.secret must name a Secret");
    }

    @Test
    void refusesAValueThatItDoesNotHave() {
        assertThatThrownBy(() -> Chart.with(Map.of("datasource.secert", "database")))
                .hasMessageContaining("secert");
    }

    @Test
    void makesOfEveryValueAnObjectThatKubernetesKnows() {
        assertThat(Chart.withFile("full.yaml").objects())
                .extracting(HasMetadata::getKind)
                .contains("PodDisruptionBudget", "NetworkPolicy", "ServiceMonitor", "PrometheusRule", "CronJob");
        assertThatThrownBy(() -> StrictYaml.read("""
                        {"apiVersion": "v1", "kind": "Service", "spec": {"port": 80}}
                        """)).rootCause().hasMessageContaining("Unrecognized field \"port\"");
    }

    @Test
    void raisesAlertsOnMetricsOfThisReleaseAlone() {
        GenericKubernetesResource rule = Chart.withFile("full.yaml")
                .all(GenericKubernetesResource.class)
                .filter(object -> object.getKind().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();

        JsonNode rules = JsonMapper.shared()
                .<JsonNode>valueToTree(rule.getAdditionalProperties())
                .at("/spec/groups/0/rules");
        String ours = "{namespace=\"tools\",service=\"retry-tekton-retry\"}";
        assertThat(rules.findValuesAsString("expr"))
                .containsExactly(
                        "max by (kind) (mirror_lag_seconds" + ours + ") > 60",
                        "max by (kind) (mirror_informer_stopped" + ours + ") > 0",
                        "max(mirror_unobserved_objects" + ours + ") > 0",
                        "max(retry_outbox_age_seconds" + ours + ") > 120",
                        "max(mirror_quarantined_objects" + ours + ") > 0");
        assertThat(rules.findValuesAsString("summary").get(0)).contains("{{ $labels.kind }}");
    }

    @Test
    void grantsNoRightToWatchWhatIsNotRecorded() {
        Chart without = Chart.with(Map.of(
                "datasource.secret",
                "database",
                "tektonretry.mirror.pods",
                "false",
                "tektonretry.mirror.events",
                "false"));

        assertThat(without.rights()).noneMatch(right -> right.contains("watch /"));
    }

    @Test
    void grantsTheRightToReadLogsOnlyWhereTheyAreRead() {
        assertThat(Chart.with(SMALLEST).rights()).anyMatch(right -> right.contains("get /pods/log"));
        assertThat(Chart.with(Map.of("datasource.secret", "database", "tektonretry.logs.pods", "false"))
                        .rights())
                .noneMatch(right -> right.contains("pods/log"));
    }

    @Test
    void grantsNoRightToWriteEventsWhenNoneAreWritten() {
        assertThat(Chart.with(Map.of("datasource.secret", "database", "tektonretry.retry.events", "false"))
                        .rights())
                .noneMatch(right -> right.contains("create /events"));
    }

    @Test
    void releasesRunsWhileTheServiceIsDownAndWhenItIsGone() throws ReflectiveOperationException, IOException {
        Chart chart = Chart.withHooks("full.yaml");
        Container overdue = container(
                chart.only(CronJob.class).getSpec().getJobTemplate().getSpec().getTemplate());
        Job uninstall = chart.only(Job.class);
        Container all = container(uninstall.getSpec().getTemplate());

        assertThat(overdue.getArgs()).containsExactly("overdue", "15m", "ci", "release");
        assertThat(all.getArgs()).containsExactly("all", "40s", "ci", "release");
        assertThat(Class.forName(all.getCommand().get(4))).hasDeclaredMethods("main");
        assertThat(overdue.getCommand()).isEqualTo(all.getCommand());
        assertThat(chart.objects().stream()
                        .filter(object -> object.getMetadata().getName().endsWith("-uninstall")))
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getNamespace())
                .containsExactlyInAnyOrder(
                        "ServiceAccount tools",
                        "Role ci",
                        "RoleBinding ci",
                        "Role release",
                        "RoleBinding release",
                        "Job tools");
        assertThat(chart.objects().stream()
                        .filter(object -> object.getMetadata().getName().endsWith("-uninstall")))
                .allSatisfy(object -> assertThat(object.getMetadata().getAnnotations())
                        .as("it comes when the service is gone, hence with its own account and rights")
                        .containsEntry("hook", "post-delete"));
    }

    @Test
    void electsALeaderWhereThereAreMoreReplicasThanOne() {
        assertThat(electsLeader(Chart.with(SMALLEST))).isFalse();
        Chart two = Chart.with(Map.of("datasource.secret", "database", "replicas", "2"));
        assertThat(electsLeader(two)).isTrue();
        Chart all = Chart.with(Map.of(
                "datasource.secret", "database", "replicas", "2", "tektonretry.mirror.leader-election", "false"));
        assertThat(electsLeader(all)).isFalse();
    }

    private static boolean electsLeader(Chart chart) {
        return chart.only(ConfigMap.class).getData().get("application.yaml").contains("leader-election: true");
    }

    @Test
    void grantsNoRightToRetryWhenRetriesAreOff() {
        Chart chart = Chart.with(Map.of("datasource.secret", "database", "retry.enabled", "false"));

        assertThat(chart.rights()).noneMatch(right -> right.contains("create tekton.dev"));
        assertThat(chart.names()).noneMatch(name -> name.endsWith("-retry-retry"));
    }

    @Test
    void keepsToTheNamespacesThatItIsGiven() {
        Chart chart = Chart.withFile("full.yaml");

        assertThat(chart.all(Role.class).map(HasMetadata::getMetadata))
                .extracting(role -> role.getNamespace() + "/" + role.getName())
                .containsExactlyInAnyOrder(
                        "ci/tools-retry-tekton-retry-watch",
                        "ci/tools-retry-tekton-retry-retry",
                        "ci/tools-retry-tekton-retry-finalizer",
                        "release/tools-retry-tekton-retry-watch",
                        "release/tools-retry-tekton-retry-retry",
                        "release/tools-retry-tekton-retry-finalizer",
                        "ci/tools-retry-tekton-retry-release",
                        "release/tools-retry-tekton-retry-release");
        assertThat(chart.all(ClusterRoleBinding.class)
                        .map(binding -> binding.getRoleRef().getName()))
                .as("reviews of tokens and access, and the namespace kube-system, belong to no namespace")
                .containsExactlyInAnyOrder("tools-retry-tekton-retry-access", "tools-retry-tekton-retry-identity");
    }

    @Test
    void namesOnlyPropertiesThatTheServiceHas() throws IOException {
        JsonNode values = new YAMLMapper().readTree(Path.of("helm/values.yaml").toFile());
        JsonNode known = new JsonMapper()
                .readTree(ChartTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"));

        assertThat(values.path("tektonretry").properties())
                .flatExtracting(group -> group.getValue()
                        .propertyStream()
                        .map(property -> "tektonretry." + group.getKey() + "." + property.getKey())
                        .toList())
                .isNotEmpty()
                .isSubsetOf(known.path("properties").findValuesAsString("name"));
    }

    @Test
    void setsLimitsToWhatTheServiceHasByDefault() throws IOException {
        JsonNode values = new YAMLMapper().readTree(Path.of("helm/values.yaml").toFile());
        Map<String, String> defaults = new HashMap<>();
        new JsonMapper()
                .readTree(ChartTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))
                .path("properties")
                .forEach(property -> defaults.put(
                        property.path("name").asString(),
                        property.path("defaultValue").asString("")));

        for (String group : List.of("history", "http", "graphql", "database")) {
            assertThat(values.path("tektonretry").path(group).properties())
                    .isNotEmpty()
                    .allSatisfy(limit -> assertThat(limit.getValue().asString())
                            .isEqualTo(defaults.get("tektonretry." + group + "." + limit.getKey())));
        }
    }

    @Test
    void refusesLimitsThatAreNone() {
        assertThat(Chart.with(Map.of("datasource.secret", "database", "tektonretry.http.answers-in-memory", "256MB"))
                        .only(ConfigMap.class)
                        .getData()
                        .get("application.yaml"))
                .contains("answers-in-memory: 256MB");
        for (Map.Entry<String, String> wrong : Map.of(
                        "http.answers-in-memory", "much",
                        "http.answer-in-memory", "1MB",
                        "history.runs-together", "0",
                        "retry.max-tasks", "0")
                .entrySet()) {
            assertThatThrownBy(() -> Chart.with(
                            Map.of("datasource.secret", "database", "tektonretry." + wrong.getKey(), wrong.getValue())))
                    .as(wrong.getKey())
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void handsTheServiceItsPropertiesUnderTheirOwnNames() throws IOException {
        String handed =
                Chart.withFile("full.yaml").only(ConfigMap.class).getData().get("application.yaml");

        JsonNode properties = new YAMLMapper().readTree(handed);
        assertThat(properties
                        .at("/tektonretry/retry/namespaces/release/max-attempts")
                        .asInt())
                .isEqualTo(3);
        JsonNode access = properties.at("/tektonretry/access");
        assertThat(access.path("read-cache").asString()).isEqualTo("45s");
        assertThat(access.path("audiences").path(0).asString()).isEqualTo("tekton-retry");
        assertThat(access.path("oidc-groups-claim").asString()).isEqualTo("groups");
        assertThat(properties
                        .at("/spring/security/oauth2/resourceserver/jwt/issuer-uri")
                        .asString())
                .isEqualTo("https://issuer.example");
    }

    @Test
    void runsTheImageOfTheSameVersion() throws IOException {
        var build = new Properties();
        build.load(ChartTest.class.getResourceAsStream("/META-INF/build-info.properties"));

        assertThat(container(Chart.with(SMALLEST)).getImage())
                .isEqualTo("tekton-retry:" + build.getProperty("build.version"));
    }

    @Test
    void runsTheImageOfADigest() {
        assertThat(pods(Chart.withHooks("full.yaml")))
                .hasSize(3)
                .allSatisfy(pod -> assertThat(container(pod).getImage())
                        .isEqualTo("registry.example/tools/tekton-retry@sha256:"
                                + "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"));
        assertThatThrownBy(() -> Chart.with(Map.of("datasource.secret", "database", "image.digest", "latest")))
                .hasMessageContaining("digest");
    }

    @Test
    void isAdmittedUnderRestrictedV2OfOpenShift() {
        Chart chart = Chart.withHooks(Map.of("datasource.secret", "database", "tektonretry.finalizer.mode", "hold"));

        assertThat(pods(chart)).hasSize(3).allSatisfy(pod -> {
            PodSecurityContext ofPod = pod.getSpec().getSecurityContext();
            assertThat(ofPod.getRunAsNonRoot()).isTrue();
            assertThat(ofPod.getRunAsUser()).as("OpenShift chooses it").isNull();
            assertThat(ofPod.getRunAsGroup()).isNull();
            assertThat(ofPod.getFsGroup()).isNull();
            assertThat(ofPod.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            SecurityContext ofContainer = container(pod).getSecurityContext();
            assertThat(ofContainer.getRunAsUser()).isNull();
            assertThat(ofContainer.getReadOnlyRootFilesystem()).isTrue();
            assertThat(ofContainer.getAllowPrivilegeEscalation()).isFalse();
            assertThat(ofContainer.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(pod.getSpec().getVolumes())
                    .allMatch(volume -> volume.getEmptyDir() != null || volume.getConfigMap() != null);
        });
    }

    @Test
    void takesOtherSecurityContextsAndVolumes() {
        Chart chart = Chart.withHooks("full.yaml");

        assertThat(pods(chart))
                .extracting(pod -> pod.getSpec().getSecurityContext().getRunAsUser())
                .containsExactly(1000L, 1000L, 1000L);
        PodTemplateSpec service = chart.only(Deployment.class).getSpec().getTemplate();
        assertThat(service.getSpec().getVolumes()).extracting(Volume::getName).contains("certificates");
        assertThat(container(service).getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/etc/certificates");
    }

    /** Of the service, of the CronJob and of the hook. */
    private static List<PodTemplateSpec> pods(Chart chart) {
        return List.of(
                chart.only(Deployment.class).getSpec().getTemplate(),
                chart.only(CronJob.class).getSpec().getJobTemplate().getSpec().getTemplate(),
                chart.only(Job.class).getSpec().getTemplate());
    }

    private static Container container(Chart chart) {
        return container(chart.only(Deployment.class).getSpec().getTemplate());
    }

    private static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().get(0);
    }
}
