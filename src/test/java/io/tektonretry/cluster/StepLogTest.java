package io.tektonretry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepLogTest {

    private final StepLog log = new StepLog("begun\n");

    @Test
    void showsWhatIsWrittenSoFar() throws Exception {
        assertThat(read("")).isEqualTo("begun\n");
    }

    @Test
    void followsToTheEnd() throws Exception {
        Thread step = new Thread(() -> log.end("begun\ndone\n"));
        step.start();
        assertThat(read("follow=true")).isEqualTo("begun\ndone\n");
        step.join();
    }

    private String read(String query) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        log.write(ApiRequest.of("GET", "/api/v1/namespaces/a/pods/b/log", query, Map.of(), ""), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
