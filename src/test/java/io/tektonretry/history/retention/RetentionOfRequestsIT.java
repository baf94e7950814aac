package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.history.request.RetryRequests;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What pruning leaves of requests to retry a run, and what they leave to it. */
class RetentionOfRequestsIT extends PrunedHistory {

    @Autowired
    RetryRequests requests;

    @Test
    @TestsFault(32)
    void keepsARunThatIsAboutToBeRetried() {
        record(failed("a"));
        request("a", "SCHEDULED", null);
        assertThat(prune(AFTER_30_DAYS)).isZero();
        jdbc.sql("update retry_request set state = 'CANCELLED'").update();
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
    }

    @Test
    void takesTheRequestsOfALineageAwayWithIt() {
        record(
                failed("a"),
                failed("a-r1").retryOf("a", "a", 1).createdAfter(9),
                failed("b").label("tektonretry.io/keep", ""));
        assertThat(requested()).containsExactly("a-r1 CREATED");
        request("a-r1", "REFUSED", START);
        request("b", "CREATED", START);

        assertThat(prune(AFTER_30_DAYS)).isEqualTo(2);

        assertThat(requested()).containsExactly("b CREATED");
    }

    @Test
    void takesARequestAwayThatNoRunCameOf() {
        record(failed("a"), failed("b"), failed("c"));
        request("a", "REFUSED", START);
        request("a", "CANCELLED", START);
        request("a", "CREATED", START);
        request("b", "REFUSED", LATER);
        request("c", "SCHEDULED", null);

        assertThat(requests.deleteWithoutRun(LATER, 1)).isEqualTo(1);
        assertThat(requests.deleteWithoutRun(LATER, 5)).isEqualTo(1);

        assertThat(requested()).containsExactly("a CREATED", "b REFUSED", "c SCHEDULED");
    }

    @Test
    void tellsForHowLongTheOldestHasBeenDueThatHasNotEnded() {
        record(failed("a"), failed("b"), failed("c"));
        request("a", "CREATED", START);
        request("b", "SCHEDULED", null);
        jdbc.sql("update retry_request set requested_at = now() - interval '9 h', not_before = now() + interval '1 h'")
                .update();
        assertThat(requests.longestDue()).as("it may not be created yet").isEmpty();

        jdbc.sql("update retry_request set not_before = now() - interval '3 h'").update();
        request("c", "CREATING", null);
        assertThat(requests.longestDue())
                .hasValueSatisfying(due -> assertThat(due.toHours()).isEqualTo(3));
    }

    private void request(String run, String state, @Nullable Instant finishedAt) {
        jdbc.sql("""
                        insert into retry_request
                               (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester,
                                requested_at, options, state, finished_at)
                        values (gen_random_uuid(), :uid, 1, :uid, 'ci', :run, 'ann', '{}', now(), '{}', :state, :finishedAt)
                        """)
                .param("uid", uid(run))
                .param("run", run)
                .param("state", state)
                .param("finishedAt", finishedAt == null ? null : Timestamp.from(finishedAt))
                .update();
    }

    private List<String> requested() {
        return jdbc.sql("select name || ' ' || state from retry_request order by 1")
                .query(String.class)
                .list();
    }
}
