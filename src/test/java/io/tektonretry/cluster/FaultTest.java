package io.tektonretry.cluster;

import static io.tektonretry.cluster.Http.RUNS;
import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Http http = new Http(cluster.url());

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void refusesInPlaceOfTheAnswer() {
        cluster.faults(Fault.refusing(429, "TooManyRequests", "slow down", request -> true));

        assertThat(http.get(RUNS).code()).isEqualTo(429);
    }

    @Test
    void losesTheAnswerToACreateThatHappened() {
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                throw new ConnectionCut();
            }
        });

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> http.post(RUNS, pipelineRun("ci", "a")));
        assertThat(cluster.find("PipelineRun", "ci", "a")).isPresent();
    }

    @Test
    void showsAStaleList() {
        http.post(RUNS, pipelineRun("ci", "a"));
        long stale = cluster.revision();
        http.post(RUNS, pipelineRun("ci", "b"));
        cluster.faults(new Fault() {
            @Override
            public long listRevision(ApiRequest request, long current) {
                return stale;
            }
        });

        assertThat(http.get(RUNS).body().path("items")).hasSize(1);
    }

    @Test
    void sendsALineOfAWatchTwice() {
        String before = http.get(RUNS).version();
        http.post(RUNS, pipelineRun("ci", "a"));
        cluster.faults(new Fault() {
            @Override
            public List<String> lines(ApiRequest watch, String line) {
                return List.of(line, line);
            }
        });

        assertThat(http.watch(RUNS + "?watch=true&timeoutSeconds=1&resourceVersion=" + before))
                .hasSize(2);
    }
}
