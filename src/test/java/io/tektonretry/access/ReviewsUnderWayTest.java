package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.cluster.ApiServerDouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** An API server that takes its time holds few calls of the service. */
class ReviewsUnderWayTest {

    private static final int MOST = 2;

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AccessProperties properties = Callers.withReviewsUnderWay(MOST);
    private final ReviewsUnderWay underWay = new ReviewsUnderWay(properties, Duration.ZERO);
    private final PacedReviews reviews = new PacedReviews(this::hang, new ParallelReviews(), underWay, properties);

    @Test
    void turnsAwayWhoWouldWaitBesideTooMany() {
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            asked.add(CompletableFuture.supplyAsync(
                    () -> reviews.allows(Callers.named("alice"), Right.pipelineRuns("list", "ci")),
                    work -> new Thread(work).start()));
        }
        await().until(() -> waiting.get() == MOST);

        assertThatThrownBy(() -> reviews.allows(Callers.named("bob"), Right.pipelineRuns("list", "ci")))
                .isInstanceOf(AccessUndecidedException.class)
                .hasMessage("2 calls already wait for reviews by the API server");
        assertThatThrownBy(
                        () -> reviews.answers(Callers.named("bob"), List.of("ci"), 1, (authorizer, namespace) -> true))
                .isInstanceOf(AccessUndecidedException.class);
        assertThatThrownBy(ReviewsUnderWayTest.this::showToken).isInstanceOf(TokenUndecidedException.class);

        answer.countDown();
        assertThat(asked).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofMinutes(1)));
        assertThat(reviews.allows(Callers.named("bob"), Right.pipelineRuns("list", "ci")))
                .isTrue();
    }

    @Test
    void letsOthersWaitWhileTheApiServerAnswers() {
        ReviewsUnderWay patient = new ReviewsUnderWay(properties, Duration.ofMinutes(5));
        AtomicInteger answered = new AtomicInteger();
        CompletableFuture<?>[] asked = new CompletableFuture<?>[20];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = CompletableFuture.runAsync(
                    () -> patient.ask(answered::incrementAndGet, AccessUndecidedException::new),
                    work -> new Thread(work).start());
        }

        assertThat(CompletableFuture.allOf(asked)).succeedsWithin(Duration.ofMinutes(1));
        assertThat(answered).hasValue(asked.length);
    }

    @Test
    void doesNotCountWhatHasFailed() {
        for (int i = 0; i <= MOST; i++) {
            assertThatThrownBy(() -> underWay.ask(
                            () -> {
                                throw new IllegalArgumentException("of no use");
                            },
                            AccessUndecidedException::new))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void showToken() {
        try (ApiServerDouble server = ApiServerDouble.start();
                KubernetesClient client = Clients.of(server)) {
            new TokenReviews(client, List.of(), underWay).authenticate(new BearerTokenAuthenticationToken("bobs"));
        }
    }

    private boolean hang(Caller caller, Right right) {
        waiting.incrementAndGet();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
