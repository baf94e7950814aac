package io.tektonretry.tekton.finalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.TestsFault;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FinalizerReleaseTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String FOREIGN = "chains.tekton.dev/pipelinerun";

    private final ApiServerDouble cluster = ApiServerDouble.start();

    @BeforeEach
    void connect() {
        System.setProperty("kubernetes.master", cluster.url());
    }

    @AfterEach
    void disconnect() {
        System.clearProperty("kubernetes.master");
        System.clearProperty("kubernetes.auth.token");
        cluster.close();
        assertThat(cluster.refusals()).as("what the chart does not grant").isEmpty();
    }

    private Account as(Account account) {
        cluster.account(account);
        System.setProperty("kubernetes.auth.token", account.user());
        return account;
    }

    @Test
    @TestsFault(19)
    void takesTheFinalizerOffEverythingAndLeavesThoseOfOthers() throws InterruptedException {
        Account account = as(ChartAccounts.uninstall(Map.of("tektonretry.finalizer.mode", "hold")));
        create("ci", "living");
        create("release", "other");
        create("ci", "deleted");
        create("TaskRun", "ci", "task");
        create("CustomRun", "ci", "custom");
        cluster.delete("PipelineRun", "ci", "deleted");

        FinalizerRelease.main(new String[] {"all", "0s"});

        assertThat(cluster.find("PipelineRun", "ci", "deleted").map(FinalizerReleaseTest::finalizers))
                .hasValue(List.of(FOREIGN));
        assertThat(finalizers("ci", "living")).containsExactly(FOREIGN);
        assertThat(finalizers("release", "other")).containsExactly(FOREIGN);
        assertThat(account.unused()).as("rights that are not needed").isEmpty();
    }

    @Test
    void releasesWhatIsOverdueAndWhatANamespaceWaitsFor() throws InterruptedException {
        Account account = as(ChartAccounts.overdue(Map.of(
                "tektonretry.finalizer.mode",
                "hold",
                "tektonretry.mirror.namespaces[0]",
                "ci",
                "tektonretry.mirror.namespaces[1]",
                "going")));
        create("ci", "living");
        create("ci", "just-now");
        create("ci", "long-ago");
        create("elsewhere", "long-ago");
        create("going", "just-now");
        create("going", "living");
        Stream.of("ci", "going").forEach(namespace -> cluster.delete("PipelineRun", namespace, "just-now"));
        Stream.of("ci", "elsewhere").forEach(namespace -> {
            ObjectNode run = cluster.find("PipelineRun", namespace, "long-ago").orElseThrow();
            run.withObject("/metadata")
                    .put("deletionTimestamp", Instant.now().minusSeconds(601).toString())
                    .remove("resourceVersion");
            play(run);
        });
        play((ObjectNode) JSON.readTree("""
                {"apiVersion": "v1", "kind": "Namespace",
                 "metadata": {"name": "going", "deletionTimestamp": "2026-11-24T08:00:00Z"}}
                """));

        FinalizerRelease.main(new String[] {"overdue", "10m", "ci", "going"});

        assertThat(finalizers("ci", "long-ago")).containsExactly(FOREIGN);
        assertThat(finalizers("going", "just-now")).containsExactly(FOREIGN);
        assertThat(finalizers("ci", "just-now")).contains(TektonKeys.FINALIZER);
        assertThat(finalizers("ci", "living")).contains(TektonKeys.FINALIZER);
        assertThat(finalizers("going", "living")).contains(TektonKeys.FINALIZER);
        assertThat(finalizers("elsewhere", "long-ago"))
                .as("another service may watch there")
                .contains(TektonKeys.FINALIZER);
        assertThat(account.unused())
                .as("rights that are not needed")
                .allMatch(grant -> grant.verbs().equals(List.of("patch"))
                        && !grant.resources().equals(List.of("pipelineruns")));
    }

    @Test
    void failsWhenSomethingIsNotReleasedAndReleasesTheRest() {
        create("ci", "one");
        create("ci", "refused");
        create("ci", "three");
        cluster.faults(Fault.refusing(
                403,
                "Forbidden",
                "a policy forbids it",
                request -> request.method().equals("PATCH") && request.name().equals("refused")));

        assertThatThrownBy(() -> FinalizerRelease.main(new String[] {"all", "0s"}))
                .hasMessageContaining("PipelineRun ci/refused: 403 a policy forbids it");
        assertThat(finalizers("ci", "one")).containsExactly(FOREIGN);
        assertThat(finalizers("ci", "three")).containsExactly(FOREIGN);
    }

    private void create(String namespace, String name) {
        create("PipelineRun", namespace, name);
    }

    private void create(String kind, String namespace, String name) {
        ObjectNode run = JSON.createObjectNode().put("kind", kind);
        run.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name)
                .putArray("finalizers")
                .add(FOREIGN)
                .add(TektonKeys.FINALIZER);
        run.putObject("spec");
        cluster.create(run);
    }

    private void play(ObjectNode object) {
        ObjectNode event = JSON.createObjectNode().put("type", "MODIFIED");
        cluster.play(event.set("object", object));
    }

    private List<String> finalizers(String namespace, String name) {
        return finalizers(cluster.find("PipelineRun", namespace, name).orElseThrow());
    }

    private static List<String> finalizers(ObjectNode object) {
        return object.path("metadata")
                .path("finalizers")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }
}
