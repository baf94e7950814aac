package io.tektonretry.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.RecordedScenario;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recorded run that failed, put into a namespace of its own that the mirror sees all of, in the cluster and in the history. */
record FailedRun(ApiServerDouble cluster, String namespace, UUID uid) {

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    static FailedRun of(String scenario, String namespace, ApiServerDouble cluster, Replica replica) {
        RecordedScenario recorded = RecordedScenario.named(scenario);
        String old = "\"" + recorded.namespace() + "\"";
        List<ObjectNode> objects = recorded.objects().stream()
                .map(object -> UID.matcher(object.toString().replace(old, "\"" + namespace + "\""))
                        .replaceAll(uid -> UUID.nameUUIDFromBytes((namespace + uid.group()).getBytes(UTF_8))
                                .toString()))
                .map(text -> (ObjectNode) JSON.readTree(text))
                .toList();
        cluster.load(objects);
        replica.recorder()
                .record(
                        objects.stream()
                                .filter(object -> object.path("kind").asString().endsWith("Run"))
                                .map(Observation.Seen::new)
                                .toList(),
                        Instant.EPOCH);
        replica.followed().reached("PipelineRun", namespace, 1, 1, FOREVER, List.of());
        ObjectNode run = objects.stream()
                .filter(object -> object.path("kind").asString().equals("PipelineRun"))
                .findFirst()
                .orElseThrow();
        return new FailedRun(
                cluster, namespace, UUID.fromString(run.at("/metadata/uid").asString()));
    }

    /** The wish of one requester to retry the run; the key is made one of this run alone. */
    RetryCommand command(@Nullable String key, @Nullable Instant notBefore) {
        return new RetryCommand(
                uid,
                RetryOptions.defaults(),
                null,
                null,
                new Requester("alice", null, List.of(), Map.of(), "OIDC", null, null),
                key == null ? null : namespace + "/" + key,
                notBefore,
                null);
    }

    /** The wish to retry the run, in place of a retry that makes no progress. */
    RetryCommand replacing() {
        RetryCommand alone = command(null, null);
        RetryOptions defaults = alone.options();
        RetryOptions options = new RetryOptions(
                defaults.strategy(),
                defaults.alsoRerunTasks(),
                defaults.onlyTasks(),
                defaults.fromTasks(),
                defaults.params(),
                defaults.definition(),
                defaults.rerunIgnoredFailures(),
                defaults.finallyPolicy(),
                defaults.matrixPolicy(),
                defaults.onLostWorkspace(),
                defaults.onMissingHistory(),
                defaults.onUnrepresentableValue(),
                defaults.evenIfRerun(),
                true,
                defaults.ownIdentityTasks(),
                defaults.onMissingDependency(),
                defaults.overrides(),
                defaults.timeouts());
        return new RetryCommand(uid, options, null, null, alone.requester(), null, null, null);
    }

    /** The wish to retry the run as one of many. */
    RetryCommand bulkCommand(int place) {
        RetryCommand alone = command(null, null);
        return new RetryCommand(uid, alone.options(), null, null, alone.requester(), null, null, place);
    }

    /** Asks for a retry and dies when the API server has carried out such a request. */
    void askAndDie(Replica replica, Predicate<ApiRequest> at) {
        askAndDie(replica, at, 1);
    }

    /** Asks for a retry and dies once it is claimed: two steps after the dry run has returned. */
    void askAndDieOnceAccepted(Replica replica) {
        askAndDie(replica, request -> request.query().containsKey("dryRun"), 3);
    }

    private void askAndDie(Replica replica, Predicate<ApiRequest> at, int steps) {
        Fate fate = new Fate(Fate.Kind.DEATH, Integer.MAX_VALUE);
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (at.test(request)) {
                    fate.seal(steps);
                }
            }
        });
        fate.befall(() -> replica.retry(command(null, null)));
        cluster.faults(Fault.NONE);
        assertThat(fate.isDead()).isTrue();
    }

    /** The retries of the run in the cluster, whoever made them. */
    List<ObjectNode> retries() {
        return cluster.list("PipelineRun").stream()
                .filter(run -> run.at("/metadata/namespace").asString().equals(namespace))
                .filter(run -> run.path("metadata").path("labels").has(TektonKeys.RETRY_OF_UID))
                .toList();
    }
}
