package io.tektonretry;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.mirror.Figures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How fast a browser shows the pages of the dashboard, in the world of {@code spring-boot:test-run}. */
final class DashboardBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final int SLOWER = Integer.getInteger("slower", 1);
    private static final int TASKS = 200;

    /** Remembers what a page does: when answers come, when something is drawn, and what blocks it. */
    private static final String WITNESS = """
            window.seen = { answered: 0, files: 0, long: [], largest: 0, drawn: {} };
            new PerformanceObserver((list) => list.getEntries().forEach((each) => seen.long.push([each.startTime, each.duration])))
                .observe({ type: "longtask", buffered: true });
            new PerformanceObserver((list) => list.getEntries().forEach((each) => (seen.largest = each.startTime)))
                .observe({ type: "largest-contentful-paint", buffered: true });
            const json = Response.prototype.json;
            Response.prototype.json = async function () {
                const answer = await json.call(this);
                if (answer.data?.pipelineRuns || answer.data?.pipelineRun || answer.data?.node) seen.answered = performance.now();
                return answer;
            };
            const counts = { rows: [".runs-list tbody tr", 50], nodes: [".graph .node", 200] };
            new MutationObserver(() => {
                for (const [name, [selector, count]] of Object.entries(counts)) {
                    if (name in seen.drawn || document.querySelectorAll(selector).length < count) continue;
                    seen.drawn[name] = 0;
                    requestAnimationFrame(() => setTimeout(() => (seen.drawn[name] = performance.now() - seen.answered)));
                }
            }).observe(document, { childList: true, subtree: true });
            """;

    private static final String FIGURES = """
            const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
            const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
            const files = all.filter((each) => !each.name.endsWith("/graphql"));
            const bytes = (entries) => entries.reduce((sum, each) => sum + each.transferSize, 0) / 1000;
            return JSON.stringify({
                paint, largest: seen.largest,
                blocked: seen.long.filter(([start]) => start >= paint).reduce((sum, [, length]) => sum + Math.max(0, length - 50), 0),
                requests: files.length, kilobytes: bytes(files), all: bytes(all), rows: seen.drawn.rows ?? 0, nodes: seen.drawn.nodes ?? 0,
            });
            """;

    private final Browser browser;
    private final Map<String, Figures> figures = new LinkedHashMap<>();

    private DashboardBenchmark(Browser browser) {
        this.browser = browser;
    }

    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext service = new SpringApplicationBuilder(
                        TektonRetryApplication.class, DeveloperServices.class)
                .profiles("developer")
                .run("--server.port=0", "--tektonretry.graphql.points-per-minute=1000000")) {
            service.getBean(SimulatedCluster.class).api().create(large());
            int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            try (Browser browser = Browser.start(port)) {
                new DashboardBenchmark(browser).run();
            }
        }
        System.exit(0);
    }

    private void run() {
        browser.beforeEachPage(WITNESS);
        browser.command("Network.enable", Map.of());
        browser.command("Emulation.setCPUThrottlingRate", Map.of("rate", SLOWER));
        browser.open("/runs");
        browser.until("return document.querySelectorAll('.runs-list tbody tr').length === 50");
        String run = (String) browser.script("return document.querySelector('.c-name a').pathname");
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("unresolved", "/");
        pages.put("runs", "/runs");
        pages.put("run", run);
        pages.put("large", "/runs/large/large");
        pages.put("reports", "/reports");
        for (int round = 0; round <= ROUNDS; round++) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                browser.command("Network.clearBrowserCache", Map.of());
                read(page, "", round > 0);
                read(page, " again", round > 0);
            }
        }
        figures.values().forEach(Figures::summarise);
    }

    /** Opens a page, and waits until nothing was loaded for a while. */
    private void read(Map.Entry<String, String> page, String suffix, boolean counts) {
        browser.open(page.getValue());
        browser.until(
                "return performance.now() - Math.max(0, ...performance.getEntriesByType('resource').map((each) => each.responseEnd)) > "
                        + Duration.ofSeconds(1).toMillis());
        ObjectNode said = (ObjectNode) JsonMapper.shared().readTree((String) browser.script(FIGURES));
        if (counts) {
            said.forEachEntry((name, value) -> {
                if (!(name.equals("rows") || name.equals("nodes")) || value.asDouble() > 0) {
                    figures.computeIfAbsent(page.getKey() + suffix + " " + name, key -> new Figures(key, unit(name)))
                            .add(value.asDouble());
                }
            });
        }
    }

    private static String unit(String name) {
        return switch (name) {
            case "requests" -> "requests";
            case "kilobytes", "all" -> "kB";
            default -> "ms";
        };
    }

    /** A run of many tasks, each of which waits for two others. */
    private static ObjectNode large() {
        ObjectNode run = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun");
        run.putObject("metadata").put("namespace", "large").put("name", "large");
        ObjectNode spec = run.putObject("spec").put("status", "PipelineRunPending");
        ArrayNode tasks = spec.putObject("pipelineSpec").putArray("tasks");
        for (int i = 0; i < TASKS; i++) {
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
        return run;
    }
}
