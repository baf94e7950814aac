package io.tektonretry.tekton.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ElectionTest {

    private static final Duration TERM = Duration.ofSeconds(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final News news = new News();
    private Election election;

    @AfterEach
    void stop() {
        election.close();
        cluster.close();
    }

    @Test
    void standsAgainWhenAnElectorDiesWithoutAWord() {
        lease(Instant.now());
        news.failure = new IllegalStateException("unexpected");
        stand();
        await().atMost(Duration.ofSeconds(20)).until(() -> news.told.contains("the lease is no longer asked for"));
        news.failure = null;
        cluster.play(event("DELETED"));
        await().atMost(Duration.ofSeconds(20)).until(() -> news.told.contains("elected"));
    }

    @Test
    void takesALeaseOverThatSaysNothingOfItsRenewal() {
        cluster.play(event("ADDED"));
        stand();
        await().atMost(Duration.ofSeconds(20)).until(() -> news.told.contains("elected"));
        election.close();
        assertThat(news.told).containsExactly("elected", "deposed");
    }

    @Test
    @TestsFault(24)
    void takesALeaseOverFromADeadHolderWhoseClockWasAhead() {
        lease(Instant.now().plus(TEN_MINUTES));
        stand();
        await().atMost(Duration.ofSeconds(20)).until(() -> news.told.contains("elected"));
    }

    /** Which renews it whenever the candidate is about to look, seven times a term. */
    @Test
    @TestsFault(24)
    void leavesALeaseToALivingHolderWhoseClockIsBehind() {
        lease(Instant.now().minus(TEN_MINUTES));
        AtomicInteger looks = new AtomicInteger();
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (request.method().equals("GET")) {
                    cluster.play(renewed("MODIFIED", Instant.now().minus(TEN_MINUTES)));
                    looks.incrementAndGet();
                }
                return Optional.empty();
            }
        });
        stand();
        await().atMost(Duration.ofSeconds(20)).until(() -> looks.get() > 21);
        assertThat(news.told).containsExactly("follows other");
    }

    private void stand() {
        Config config = new ConfigBuilder()
                .withMasterUrl(cluster.url())
                .withNamespace("tools")
                .build();
        election = new Election(config, "me", TERM, news, new Workers(new SimpleMeterRegistry()).worker("election"));
        election.start();
    }

    private void lease(Instant renewed) {
        cluster.play(renewed("ADDED", renewed));
    }

    /** By another replica. */
    private ObjectNode renewed(String type, Instant at) {
        ObjectNode event = event(type);
        String time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").format(at.atOffset(ZoneOffset.UTC));
        event.withObject("/object/spec")
                .put("acquireTime", time)
                .put("renewTime", time)
                .put("leaseDurationSeconds", 1);
        return event;
    }

    private ObjectNode event(String type) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", type);
        event.putObject("object")
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .putObject("metadata")
                .put("namespace", "tools")
                .put("name", "tekton-retry")
                .put("uid", "6e1f0f6a-30a3-4ac0-8a0c-4a1f0a9d2f10")
                .put("resourceVersion", Long.toString(cluster.revision() + 1));
        event.withObject("/object/spec").put("holderIdentity", "other");
        return event;
    }

    private static final class News implements Candidacy {

        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile RuntimeException failure;

        @Override
        public void elected() {
            told.add("elected");
        }

        @Override
        public void deposed() {
            told.add("deposed");
        }

        @Override
        public void follows(String leader) {
            if (failure != null) {
                throw failure;
            }
            told.add("follows " + leader);
        }

        @Override
        public void endedEarly(String cause) {
            told.add(cause);
        }
    }
}
