package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachingAuthorizerTest {

    private static final Right RIGHT = Right.pipelineRuns("list", null);

    private final AtomicLong now = new AtomicLong();
    private final Ticker clock = now::get;
    private final List<Right> asked = new ArrayList<>();

    @Test
    void remembersAPermissionForAsLongAsItIsTold() {
        CachingAuthorizer rights = rights((caller, right) -> true);

        rights.allows(Callers.named("alice"), RIGHT);
        pass(Duration.ofSeconds(59));
        rights.allows(Callers.named("alice"), RIGHT);
        assertThat(asked).hasSize(1);

        pass(Duration.ofSeconds(2));
        rights.allows(Callers.named("alice"), RIGHT);
        assertThat(asked).hasSize(2);
    }

    @Test
    void remembersADenialForTenSeconds() {
        CachingAuthorizer rights = rights((caller, right) -> false);

        rights.allows(Callers.named("alice"), RIGHT);
        pass(Duration.ofSeconds(9));
        rights.allows(Callers.named("alice"), RIGHT);
        assertThat(asked).hasSize(1);

        pass(Duration.ofSeconds(2));
        rights.allows(Callers.named("alice"), RIGHT);
        assertThat(asked).hasSize(2);
    }

    @Test
    void remembersNothingThatNobodyCouldSay() {
        CachingAuthorizer rights = rights((caller, right) -> {
            throw new AccessUndecidedException("away", new IllegalStateException());
        });

        for (int call = 0; call < 2; call++) {
            assertThatThrownBy(() -> rights.allows(Callers.named("alice"), RIGHT))
                    .isInstanceOf(AccessUndecidedException.class);
        }
        assertThat(asked).hasSize(2);
    }

    private CachingAuthorizer rights(Authorizer answers) {
        Authorizer counting = (caller, right) -> {
            asked.add(right);
            return answers.allows(caller, right);
        };
        PacedReviews reviews = new PacedReviews(
                counting, new ParallelReviews(), new ReviewsUnderWay(Callers.UNCONFIGURED), Callers.UNCONFIGURED);
        return new CachingAuthorizer(reviews, Callers.UNCONFIGURED.readCache(), clock);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
