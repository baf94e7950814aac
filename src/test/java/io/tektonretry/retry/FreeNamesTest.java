package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.RequestProof;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreeNamesTest {

    private static final RequestProof PROOF =
            new RequestProof("build-r1", "run", "pipeline", null, List.of("1a2b3", "4c5d6"));

    @Test
    void areTakenOneAfterAnother() {
        assertThat(FreeNames.after("build-r1", "build-r1", PROOF)).contains("build-r1-1a2b3");
        assertThat(FreeNames.after("build-r1-1a2b3", "build-r1", PROOF)).contains("build-r1-4c5d6");
        assertThat(FreeNames.after("build-r1-4c5d6", "build-r1", PROOF)).isEmpty();
    }

    @Test
    void keepTheNumberWithinTheLimitOfTekton() {
        String planned = "a".repeat(51) + "-.cdef-r12";

        assertThat(FreeNames.after(planned, planned, PROOF)).contains("a".repeat(51) + "-r12-1a2b3");
        assertThat(FreeNames.after("b".repeat(59) + "-r12", "b".repeat(59) + "-r12", PROOF))
                .contains("b".repeat(53) + "-r12-1a2b3");
    }
}
