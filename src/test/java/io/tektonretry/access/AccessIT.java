package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
@ExtendWith(OutputCaptureExtension.class)
class AccessIT {

    private static final ApiServerDouble server = ApiServerDouble.start();
    private static Service service;

    @BeforeAll
    static void start() {
        server.tokens(Map.of(
                "alices",
                JsonMapper.shared().readTree("""
                {"username": "alice", "groups": ["builders", "system:authenticated"]}
                """),
                "nobodys",
                JsonMapper.shared().createObjectNode(),
                "nuls",
                JsonMapper.shared().createObjectNode().put("username", "a\0b")));
        service = Service.start(server, "management.server.port=0");
    }

    @AfterAll
    static void stop() {
        service.close();
        server.close();
    }

    @Test
    void knowsACallerByTheWordOfTheApiServer() throws Exception {
        var answer = service.get("/caller", "alices");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("alice [builders, system:authenticated]");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void letsInNobodyWithoutATokenOrWithAnUnknownOne() throws Exception {
        assertThat(service.get("/caller", null).statusCode()).isEqualTo(401);
        assertThat(service.get("/caller", "mallorys").statusCode()).isEqualTo(401);
        assertThat(service.get("/caller", "nobodys").statusCode()).isEqualTo(401);
        assertThat(service.get("/caller", "nuls").statusCode()).isEqualTo(401);
        assertThat(service.manage("/actuator/info").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/prometheus"})
    void letsInProbesAndScrapers(String path) throws Exception {
        assertThat(service.manage(path).statusCode()).isEqualTo(200);
    }

    @Test
    void letsInNobodyWhileTheApiServerCantBeAskedAndSaysSoOnce(CapturedOutput log) throws Exception {
        ApiServerDouble gone = ApiServerDouble.start();
        try (Service lonely = Service.start(gone)) {
            gone.close();

            for (int i = 0; i < 5; i++) {
                assertThat(lonely.get("/caller", "alices").statusCode()).isEqualTo(503);
            }
            assertThat(log.getOut())
                    .containsOnlyOnce("Callers cannot be authenticated")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void takesNoTokenThatMayBeMeantForSomebodyElse() throws Exception {
        try (Service choosy = Service.start(server, "tektonretry.access.audiences=tekton-retry")) {
            assertThat(choosy.get("/caller", "alices").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void letsInEverybodyOfThisMachineInModeNone(CapturedOutput output) throws Exception {
        try (Service open = Service.start(server, "tektonretry.access.mode=none")) {
            assertThat(open.get("/caller", null).body()).isEqualTo("anonymous []");
        }
        assertThat(output).contains("Authentication is off");
    }

    @Test
    void answersInModeNoneToTheNamesOfThisMachineAlone() throws Exception {
        try (Service open = Service.start(server, "tektonretry.access.mode=none", "management.server.port=0")) {
            for (String host :
                    List.of("localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "127.1.2.3", "[::1]:8080")) {
                assertThat(open.as(host, "/caller")).as(host).isEqualTo(200);
            }
            for (String host : List.of(
                    "evil.example",
                    "evil.example:8080",
                    "localhost.evil.example",
                    "127.0.0.1.evil.example",
                    "10.0.0.1",
                    "[::2]")) {
                assertThat(open.as(host, "/caller")).as(host).isEqualTo(403);
                assertThat(open.as(host, "/graphql")).as(host).isEqualTo(403);
                assertThat(open.managedAs(host, "/actuator/health")).as(host).isEqualTo(403);
            }
        }
    }

    @Test
    void doesNotStartInModeNoneWhereOtherMachinesReachIt(CapturedOutput output) {
        assertThatThrownBy(() -> Service.start(server, "tektonretry.access.mode=none", "server.address=0.0.0.0"))
                .hasRootCauseInstanceOf(UnsafeAccessException.class);
        assertThat(output)
                .contains("so it needs server.address=127.0.0.1 or tektonretry.access.allow-unauthenticated=true.");
    }

    @Test
    void startsThereWhenThatIsAllowed() throws Exception {
        try (Service open = Service.start(
                server,
                "tektonretry.access.mode=none",
                "server.address=0.0.0.0",
                "tektonretry.access.allow-unauthenticated=true")) {
            assertThat(open.get("/caller", null).statusCode()).isEqualTo(200);
            assertThat(open.as("retries.example", "/caller")).isEqualTo(200);
        }
    }
}
