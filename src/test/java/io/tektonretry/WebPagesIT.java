package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.postgres.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Uses the dashboard in a browser, over a connection that can break. */
@EnabledIf(
        value = "io.tektonretry.Browser#isInstalled",
        disabledReason = "The dashboard is not tested: /usr/bin/chromium or /usr/bin/chromedriver is not installed")
@TestInstance(Lifecycle.PER_CLASS)
@WholeService
class WebPagesIT {

    private static final int RUNS = Integer.getInteger("dashboard.runs", 200);

    private final SimulatedCluster cluster;
    private final HttpGraphQlTester graphQl;
    private final JdbcClient jdbc;
    private final TcpProxy proxy;
    /** The first answer about a run comes without the part that says whether it can be retried. */
    private static final String FIRST_ANSWER_LACKS_REFUSALS = """
            const ask = window.fetch;
            window.fetch = async (path, options) => {
                const answer = await ask(path, options);
                if (window.lacked || !options?.body?.includes("query Run(")) return answer;
                const body = await answer.json();
                body.data.pipelineRun.retryability = null;
                body.errors = [{ message: "busy", path: ["pipelineRun", "retryability"], extensions: { code: "OVERLOADED" } }];
                const told = new MutationObserver(() => (window.lacked ||= document.querySelector("main .note.bad")?.textContent.includes("busy")));
                told.observe(document, { childList: true, subtree: true });
                return Response.json(body);
            };
            """;

    private final Browser browser;

    WebPagesIT(
            @Autowired SimulatedCluster cluster,
            @Autowired HttpGraphQlTester graphQl,
            @Autowired JdbcClient jdbc,
            @LocalServerPort int port) {
        this.cluster = cluster;
        this.graphQl = graphQl;
        this.jdbc = jdbc;
        this.proxy = TcpProxy.to(port);
        this.browser = Browser.start(proxy.port());
    }

    @BeforeAll
    void signIn() {
        browser.signIn("alice");
    }

    @AfterEach
    void forget() {
        proxy.mode(TcpProxy.Mode.OPEN);
        browser.complaints();
    }

    @AfterAll
    void close() {
        browser.close();
        proxy.close();
    }

    @Test
    void eachPageIsAccessibleInBothThemesAndComplainsOfNothing() {
        FollowedRuns runs = runs("browser-pages");
        failing("browser-pages", "shop");
        runs.statusesAtTheEnd(runs.retriedWith("reason: \"again\"", runs.retryable("shop")));
        failing("browser-pages", "a-name-that-is-as-long-as-names-of-runs-may-be-in-kubernetes");
        runs.retryable("a-name-that-is-as-long-as-names-of-runs-may-be-in-kubernetes");
        List<String> faults = new ArrayList<>();

        for (String path : List.of(
                "/?namespace=browser-pages",
                "/?namespace=there-is-none",
                "/runs?namespace=browser-pages",
                "/runs?namespace=there-is-none",
                "/runs/browser-pages/shop",
                "/runs/browser-pages/shop/tasks/compile",
                "/runs/browser-pages/shop-r1",
                "/runs/browser-pages/shop/lineage",
                "/runs/browser-pages/there-is-none",
                "/reports?namespace=browser-pages",
                "/reports?namespace=there-is-none",
                "/requests",
                "/mirror")) {
            browser.open(path);
            faults(faults, path);
        }
        browser.open("/?namespace=browser-pages");
        browser.click(".failure .f-button button");
        browser.untilShown("dialog .d-foot .primary[aria-disabled=false]");
        faults(faults, "the dialog");

        assertThat(faults).isEmpty();
    }

    @Test
    void graphiqlSendsADocumentAndAsksNobodyElse() {
        failing("browser-graphiql", "shop");

        browser.load("/graphiql");
        browser.click("button.graphiql-execute-button");
        browser.untilShows(".result-window", "\"pipelineRuns\"");

        assertThat(browser.text(".result-window")).doesNotContain("errors");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRunIsRetriedFromTheLandingPageUntilItHasSucceeded() {
        failing("browser-retry", "shop");
        runs("browser-retry").retryable("shop");

        browser.open("/?namespace=browser-retry");
        assertThat(browser.text(".failure .f-name")).isEqualTo("shop");
        browser.click(".failure .f-button button");
        browser.untilShown("dialog .d-foot .primary[aria-disabled=false]");
        assertThat(browser.texts("dialog .plan section:first-child .plan-name")).containsExactly("compile", "publish");
        browser.click("dialog .d-foot .primary");

        browser.untilAt("/runs/browser-retry/shop-r1");
        browser.untilShown(".run-line .s-SUCCEEDED");
        browser.open("/?namespace=browser-retry");
        assertThat(browser.texts(".failure")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void thePagesFollowWhatHappens() {
        FollowedRuns runs = runs("browser-live");
        browser.open("/?namespace=browser-live");
        failing("browser-live", "shop");
        browser.untilShown(".failure");

        runs.retriedWith("reason: \"again\"", runs.retryable("shop"));
        browser.untilGone(".failure");

        browser.open("/runs?namespace=browser-live");
        new ScriptedRun("browser-live", "later").createdIn(cluster);
        browser.untilShown(".pill");
        assertThat(browser.texts(".c-name a")).hasSize(2);
        browser.click(".pill");
        browser.until("return document.querySelectorAll('.c-name a').length === 3");
        assertThat(browser.texts(".c-name a")).containsExactly("later", "shop-r1", "shop");
        browser.untilShown("tbody tr:first-child .s-SUCCEEDED");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void thePagesGoOnAfterTheServiceWasAway() {
        browser.open("/runs?namespace=browser-away");
        browser.untilShown(".live-state.live");

        proxy.mode(TcpProxy.Mode.CLOSED);
        browser.untilShown(".live-state.lost");
        new ScriptedRun("browser-away", "meanwhile").createdIn(cluster);
        runs("browser-away").succeeded("meanwhile");
        proxy.mode(TcpProxy.Mode.OPEN);

        browser.untilShown(".live-state.live");
        browser.untilShown(".pill");
    }

    @Test
    void aPageThatCanNotBeReadSaysSoAndIsReadAgain() {
        browser.open("/runs?namespace=browser-unreachable");

        proxy.mode(TcpProxy.Mode.CLOSED);
        browser.click(".segments a");
        browser.untilShown("main .note.bad[role=alert] button");
        browser.click("main .note.bad[role=alert] button");
        browser.untilShown("main .note.bad[role=alert] button");
        proxy.mode(TcpProxy.Mode.OPEN);

        browser.untilGone("main .note.bad");
        browser.untilReady();
    }

    @Test
    void aPartThatCanNotBeReadIsNotTakenForEmpty() {
        failing("browser-parts", "shop");
        runs("browser-parts").retryable("shop");
        String script = browser.beforeEachPage(FIRST_ANSWER_LACKS_REFUSALS);
        try {
            browser.open("/runs/browser-parts/shop");
        } finally {
            browser.command("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
        browser.until("return window.lacked");
        browser.untilShown(".run-title");
        browser.untilGone("main .note.bad");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPageThatIsReadSlowlyShowsWhereItsContentWillBe() {
        browser.open("/runs?namespace=browser-slow");

        proxy.mode(TcpProxy.Mode.STALLED);
        browser.click(".segments a");
        browser.untilShown(".skeleton");
        proxy.mode(TcpProxy.Mode.OPEN);

        browser.untilReady();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void figuresOfReportsLeadToTheirRuns() {
        FollowedRuns runs = runs("browser-reports");
        failing("browser-reports", "shop");
        runs.retriedWith("reason: \"again\"", runs.retryable("shop"));
        runs.succeeded("shop-r1");
        runs.reported();

        browser.open("/reports?namespace=browser-reports&order=EXECUTIONS");
        assertThat(browser.texts("tr-worth .what:first-child")).containsExactly("compile");
        assertThat(browser.text("tr-worth td.number")).isEqualTo("1 of 1");
        browser.untilShown("tr-charts canvas");
        browser.click("tr-retries [href*='outcome=RECOVERED']");

        browser.untilAt("/runs");
        browser.untilReady();
        assertThat(browser.texts(".c-name a")).containsExactlyInAnyOrder("shop-r1", "shop");
        assertThat(browser.texts(".chip .quiet"))
                .containsExactly("namespace", "outcome", "ended since", "ended before");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aReportThatCanNotBeReadSaysSo() {
        browser.open("/reports?days=100");

        assertThat(browser.texts("[data-report] .note.bad strong")).hasSize(3);
        assertThat(browser.text("tr-retries .note.bad")).contains("92 days");
    }

    @Test
    void aTaskThatFlakedIsMarkedWithWhatARetryOfItWasWorth() {
        FollowedRuns runs = runs("browser-flakes");
        new ScriptedRun("browser-flakes", "shop")
                .annotated(Map.of(
                        "pipelinesascode.tekton.dev/original-prname", "shop-ci",
                        "pipelinesascode.tekton.dev/url-org", "acme",
                        "pipelinesascode.tekton.dev/url-repository", "shop",
                        "pipelinesascode.tekton.dev/sha", "9f2c1e7"))
                .ending(Map.of("compile", "Failed"))
                .createdIn(cluster);
        runs.retriedWith("reason: \"again\"", runs.retryable("shop"));
        runs.succeeded("shop-r1");
        runs.reported();

        browser.open("/runs/browser-flakes/shop");
        browser.untilShown(".tasks .flaky");
        assertThat(browser.texts("th:has(.flaky) a")).containsExactly("compile");
        assertThat(browser.text("tr-task .flake"))
                .isEqualTo("Flaked at 1 of 1 commit in 30 days · a retry helped 1 of 1 time");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPersonSignsInAtTheProviderAndRetriesAndSignsOut() {
        failing("browser-sign-in", "shop");
        runs("browser-sign-in").retryable("shop");
        try {
            browser.open("/runs/browser-sign-in/shop");
            browser.signOut();
            browser.click(".door a.primary");
            browser.untilShown(".viewer");
            browser.untilReady();
            assertThat(browser.script("return location.pathname")).isEqualTo("/runs/browser-sign-in/shop");
            assertThat(browser.text(".viewer")).isEqualTo("alice");
            assertThat(browser.script("return sessionStorage.length")).isEqualTo(0L);
            assertThat((String) browser.script("return document.cookie"))
                    .startsWith("__Host-tekton-retry-csrf=")
                    .doesNotContain(";");
            browser.untilShown(".live-state.live");

            browser.click(".run-title .primary");
            browser.click("dialog .d-foot .primary[aria-disabled=false]");
            browser.untilAt("/runs/browser-sign-in/shop-r1");
            browser.untilShown(".run-line .s-SUCCEEDED");
            browser.until(
                    "return document.querySelector('.run-line').textContent.includes('Retry requested by alice')");

            browser.signOut();
            assertThat(browser.script("return document.cookie")).isEqualTo("");
            browser.script("location.assign('/runs')");
            browser.untilShown(".door a.primary");
        } finally {
            browser.signIn("alice");
        }
    }

    @Test
    void aTokenIsPastedWhereNoProviderIsKnown() {
        browser.open("/");
        browser.signOut();
        browser.pasteToken("alice");

        assertThat(browser.text(".viewer")).isEqualTo("alice");
    }

    @Test
    void whatTheCallerMayNotDoIsNotOffered() {
        failing("browser-rights", "shop");
        runs("browser-rights").retryable("shop");
        cluster.api()
                .access(review ->
                        !review.at("/resourceAttributes/namespace").asString("").equals("browser-rights")
                                || List.of("get", "list", "watch")
                                                .contains(review.at("/resourceAttributes/verb")
                                                        .asString(""))
                                        && review.at("/resourceAttributes/subresource")
                                                .asString("")
                                                .isEmpty());
        try {
            browser.open("/?namespace=browser-rights");
            assertThat(browser.texts(".failure input")).isEmpty();
            browser.click(".failure .f-button button");
            assertThat(tooltip(".failure .f-button button")).contains("right to create or retry pipelineruns");

            browser.open("/runs/browser-rights/shop");
            assertThat(tooltip(".run-title .primary")).contains("right to create or retry pipelineruns");
            browser.click(".run-title .primary");
            assertThat(browser.script("return document.querySelectorAll('dialog').length"))
                    .isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        } finally {
            cluster.api().access(review -> true);
        }
    }

    @Test
    void reportsFitIntoANarrowWindow() {
        browser.width(500);
        try {
            browser.open("/reports");
            assertThat(browser.violations("scrollable-region-focusable")).isEmpty();
        } finally {
            browser.width(1280);
        }
    }

    @Test
    void manyRunsAreReadInPages() {
        new ScriptedRun("browser-many", "first").createdIn(cluster);
        runs("browser-many").succeeded("first");
        try {
            jdbc.sql("""
                    insert into pipeline_run
                    select (jsonb_populate_record(run, jsonb_build_object('uid', id, 'base_uid', id, 'root_uid', id,
                        'name', 'copy-' || n, 'created_at', run.created_at - n * interval '1 s', 'deleted_at', now()))).*
                      from pipeline_run run, (select n, gen_random_uuid() as id from generate_series(1, :runs) n) copy
                     where run.namespace = 'browser-many' and run.name = 'first'
                    """).param("runs", RUNS - 1).update();

            browser.open("/runs?namespace=browser-many");
            assertThat(browser.texts(".c-name a"))
                    .hasSize(50)
                    .startsWith("first", "copy-1")
                    .endsWith("copy-49");
            for (int first = 50; first < RUNS; first += 50) {
                turn("next", "copy-" + first);
            }
            assertThat(browser.texts(".pages a[rel=next]")).isEmpty();
            turn("prev", "copy-" + (RUNS - 100));
            assertThat(browser.texts(".c-name a")).hasSize(50).endsWith("copy-" + (RUNS - 51));
            assertThat(browser.complaints()).isEmpty();
        } finally {
            jdbc.sql("delete from pipeline_run where namespace = 'browser-many' and name like 'copy-%'")
                    .update();
        }
    }

    @Test
    void aGraphOfFiveHundredTasksIsDrawn() {
        ObjectNode run = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun");
        run.putObject("metadata").put("namespace", "browser-large").put("name", "large");
        ObjectNode spec = run.putObject("spec").put("status", "PipelineRunPending");
        ArrayNode tasks = spec.putObject("pipelineSpec").putArray("tasks");
        for (int i = 0; i < 500; i++) {
            ObjectNode task = tasks.addObject().put("name", "task-" + i);
            if (i >= 20) {
                task.putArray("runAfter").add("task-" + (i - 20)).add("task-" + (i / 20 * 20 - 1));
            }
            task.putObject("taskSpec")
                    .putArray("steps")
                    .addObject()
                    .put("name", "s")
                    .put("image", "i");
        }
        cluster.api().create(run);
        runs("browser-large").mirrored("large");

        browser.open("/runs/browser-large/large");

        assertThat(browser.script("return document.querySelectorAll('.graph .node').length"))
                .isEqualTo(500L);
        assertThat(browser.complaints()).isEmpty();
    }

    private FollowedRuns runs(String namespace) {
        return new FollowedRuns(cluster, graphQl, namespace);
    }

    private void failing(String namespace, String name) {
        new ScriptedRun(namespace, name).ending(Map.of("compile", "Failed")).createdIn(cluster);
    }

    /** Why a button does nothing. */
    private String tooltip(String button) {
        browser.untilShown(button + "[aria-disabled=true]");
        return (String) browser.script("return document.querySelector(arguments[0]).title", button);
    }

    private void turn(String direction, String first) {
        browser.click(".pages a[rel=" + direction + "]");
        browser.until("return document.querySelector('.c-name a')?.textContent === arguments[0]", first);
    }

    private void faults(List<String> faults, String page) {
        browser.complaints().forEach(each -> faults.add(page + ": " + each));
        browser.violations().forEach(each -> faults.add(page + ", light: " + each));
        browser.theme("dark");
        browser.violations("color-contrast").forEach(each -> faults.add(page + ", dark: " + each));
        browser.complaints(); // those of axe itself
    }
}
