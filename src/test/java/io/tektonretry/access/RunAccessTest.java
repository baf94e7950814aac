package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.access.ReadableNamespaces.All;
import io.tektonretry.access.ReadableNamespaces.Only;
import io.tektonretry.cluster.ApiServerDouble;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.core.context.SecurityContextHolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RunAccessTest {

    private static final Caller BOT = new Caller(
            "system:serviceaccount:ci:bot",
            "7",
            List.of("system:serviceaccounts"),
            Map.of("example.org/team", List.of("build")),
            Caller.Authentication.TOKEN_REVIEW);

    private final List<ObjectNode> questions = new CopyOnWriteArrayList<>();
    private final ApiServerDouble server = ApiServerDouble.start();
    private final KubernetesClient client = Clients.of(server);
    private final Authorizer authorizer = new SubjectAccessReviews(client);
    private final ParallelReviews many = new ParallelReviews();
    private final PacedReviews reviews =
            new PacedReviews(authorizer, many, new ReviewsUnderWay(Callers.UNCONFIGURED), Callers.UNCONFIGURED);
    private final RunAccess access =
            new RunAccess(new CurrentCaller(), reviews, new CachingAuthorizer(reviews, Callers.UNCONFIGURED));

    @BeforeEach
    void comeInAsTheBot() {
        SecurityContextHolder.getContext().setAuthentication(new CallerAuthentication(BOT));
    }

    @AfterEach
    void leave() {
        SecurityContextHolder.clearContext();
        client.close();
        server.close();
    }

    @Test
    void asksForTheRightToListPipelineRunsOfTheNamespace() {
        allow(Set.of("list ci"));

        assertThat(access.mayRead("ci")).isTrue();
        assertThat(access.mayRead("release")).isFalse();
        assertThat(questions.get(1)).isEqualTo(json("""
                {
                  "user": "system:serviceaccount:ci:bot",
                  "uid": "7",
                  "groups": ["system:serviceaccounts"],
                  "extra": {"example.org/team": ["build"]},
                  "resourceAttributes": {
                    "group": "tekton.dev", "resource": "pipelineruns", "verb": "list", "namespace": "ci"
                  }
                }
                """));
    }

    @Test
    void showsARunThatCanBeNamedToWhomeverMayGetIt() {
        allow(Set.of("get ci"));

        assertThat(access.mayRead("ci")).isTrue();
        assertThat(access.readableNamespaces(() -> List.of("ci"))).isEqualTo(new Only(Set.of()));
    }

    @Test
    void asksForTheRightToRetryWithEveryRetry() {
        allow(Set.of("create ci"));
        assertThat(access.mayRetry("ci")).isTrue();

        allow(Set.of());
        assertThat(access.mayRetry("ci")).isFalse();

        allow(Set.of("retry ci"));
        assertThat(access.mayRetry("ci")).isTrue();
        assertThat(asked()).containsExactly("create ci", "create ci", "retry ci", "create ci", "retry ci");
    }

    @Test
    void remembersWhatACallerMayRead() {
        allow(Set.of("list ci"));

        assertThat(access.mayRead("ci")).isTrue();
        assertThat(access.mayRead("ci")).isTrue();
        assertThat(asked()).containsExactly("list ", "list ci");
    }

    @Test
    void asksNothingMoreAboutACallerWhoMayReadEverything() {
        allow(Set.of("list "));

        assertThat(access.mayRead("ci")).isTrue();
        assertThat(access.mayRead("release")).isTrue();
        assertThat(asked()).containsExactly("list ");
    }

    @Test
    void asksForTheAuditAsForAResourceOfItsOwn() {
        allow(Set.of("list ci"));

        assertThat(access.auditableNamespaces(() -> List.of("ci", "release"))).isEqualTo(new Only(Set.of("ci")));
        assertThat(questions.get(0).path("resourceAttributes")).isEqualTo(json("""
                {"group": "tektonretry.io", "resource": "auditevents", "verb": "list"}
                """));
    }

    @Test
    void remembersItForThatCallerAlone() {
        allow(Set.of("list ci"));
        assertThat(access.mayRead("ci")).isTrue();

        allow(Set.of());
        SecurityContextHolder.getContext().setAuthentication(new CallerAuthentication(Callers.named("eve")));
        assertThat(access.mayRead("ci")).isFalse();
    }

    @Test
    void needsOneQuestionForACallerWhoMayReadEverything() {
        allow(Set.of("list "));

        assertThat(access.readableNamespaces(() -> {
                    throw new AssertionError("no need to know the namespaces");
                }))
                .isEqualTo(new All());
        assertThat(questions).hasSize(1);
    }

    @Test
    void choosesTheReadableOnesOfTheKnownNamespaces() {
        allow(Set.of("list ci", "list release"));

        assertThat(access.readableNamespaces(() -> List.of("ci", "secret", "release")))
                .isEqualTo(new Only(Set.of("ci", "release")));
    }

    @Test
    @Timeout(60)
    void asksForManyNamespacesAtOnceButNotForAllOfThem() {
        List<String> known = IntStream.range(0, 100).mapToObj(i -> "team-" + i).toList();
        CountDownLatch together = new CountDownLatch(ParallelReviews.AT_ONCE);
        AtomicInteger asking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.access(spec -> {
            questions.add(spec);
            if (!spec.path("resourceAttributes").has("namespace")) {
                return false;
            }
            most.accumulateAndGet(asking.incrementAndGet(), Math::max);
            together.countDown();
            await(together);
            asking.decrementAndGet();
            return true;
        });

        for (int call = 0; call < 2; call++) {
            assertThat(access.readableNamespaces(() -> known)).isEqualTo(new Only(Set.copyOf(known)));
        }

        assertThat(most).hasValue(ParallelReviews.AT_ONCE);
        assertThat(questions).hasSize(101);
    }

    @Test
    void asksOnceForTheRightToRetryInEveryNamespaceOfACall() {
        allow(Set.of("create ci"));

        List<Boolean> answers = access.askingOnce(() -> Stream.of("ci", "ci", "secret", "secret", "ci")
                .map(access::mayRetry)
                .toList());

        assertThat(answers).containsExactly(true, true, false, false, true);
        assertThat(asked()).containsExactly("create ci", "create secret", "retry secret");
        access.mayRetry("ci");
        assertThat(asked()).hasSize(4);
    }

    @Test
    void asksForNoMoreThanSoManyRightsASecond() {
        allow(Set.of());
        PacedReviews slow = new PacedReviews(
                authorizer, many, new ReviewsUnderWay(Callers.UNCONFIGURED), Callers.withReviewsPerSecond(2));
        RunAccess paced = new RunAccess(new CurrentCaller(), slow, new CachingAuthorizer(slow, Callers.UNCONFIGURED));
        List<String> known = IntStream.range(0, 100).mapToObj(i -> "team-" + i).toList();

        assertThatThrownBy(() -> paced.readableNamespaces(() -> known)).isInstanceOf(RateLimitedException.class);
        assertThat(questions).hasSizeLessThan(20);
    }

    @Test
    void saysOfManyNamespacesWhereTheCallerMayRetry() {
        allow(Set.of("create ci", "retry release"));

        assertThat(access.mayRetry(List.of("ci", "secret", "release")))
                .isEqualTo(Map.of("ci", true, "secret", false, "release", true));
    }

    @Test
    @Timeout(30)
    void allowsNothingWhileTheApiServerCantBeAsked() {
        server.close();

        assertThatThrownBy(() -> access.mayRead("ci"))
                .isInstanceOf(AccessUndecidedException.class)
                .hasMessage(
                        "The API server did not answer whether system:serviceaccount:ci:bot may list pipelineruns.tekton.dev in all namespaces");
        assertThatThrownBy(() -> access.mayRetry("ci")).isInstanceOf(AccessUndecidedException.class);
        assertThatThrownBy(() -> access.readableNamespaces(List::of)).isInstanceOf(AccessUndecidedException.class);
        assertThatThrownBy(() -> access.mayRetry(List.of("ci", "release")))
                .isInstanceOf(AccessUndecidedException.class);
    }

    @Test
    void knowsNobodyOutsideOfACall() {
        SecurityContextHolder.clearContext();

        assertThatThrownBy(() -> access.mayRetry("ci"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("There is no current caller");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> asked() {
        return questions.stream()
                .map(spec -> spec.path("resourceAttributes"))
                .map(right -> right.path("verb").asString() + " "
                        + right.path("namespace").asString(""))
                .toList();
    }

    private void allow(Set<String> rights) {
        server.access(spec -> {
            questions.add(spec.deepCopy());
            JsonNode asked = spec.path("resourceAttributes");
            return rights.contains(asked.path("verb").asString() + " "
                    + asked.path("namespace").asString(""));
        });
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
