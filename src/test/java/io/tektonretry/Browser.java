package io.tektonretry;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium without a window that looks at the dashboard of one service, and what its pages complain about. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final String AXE = "classpath*:META-INF/resources/webjars/axe-core/*/axe.min.js";

    private static final String AXE_SOURCE = axe();

    /** A page is there when it and the task beside it have read what they show. */
    private static final String IS_READY = """
            const page = document.querySelector("main > *");
            const task = document.querySelector("tr-task");
            const reports = [...document.querySelectorAll("[data-report]")];
            return !!page && (page.localName === "div" || page.route.path === location.pathname && page.data !== undefined)
                && !page.isUpdatePending && (!task?.task || task.detail !== undefined) && !document.querySelector(".skeleton")
                && reports.every((each) => each.data !== undefined || each.error !== undefined);
            """;

    /** The page as it is where no provider is known. */
    private static final String NO_PROVIDER = """
            new MutationObserver(() => document.querySelector("meta[name=sign-in]")?.setAttribute("content", ""))
                .observe(document, { childList: true, subtree: true });
            """;

    private static final String VIOLATIONS = """
            const done = arguments[arguments.length - 1];
            const rules = arguments[0].length ? { runOnly: arguments[0] } : {};
            axe.run(rules).then(({ violations }) => done(violations.map(({ id, nodes }) =>
                `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join(", ")}`)),
                (failure) => done([String(failure)]));
            """;

    private final String service;
    private final ChromeDriver driver;

    private Browser(String service) {
        this.service = service;
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--force-prefers-reduced-motion",
                "--window-size=1280,900");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER)
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.manage()
                .timeouts()
                .pageLoadTimeout(ServiceClient.PATIENCE)
                .scriptTimeout(ServiceClient.PATIENCE)
                .implicitlyWait(Duration.ZERO);
    }

    static boolean isInstalled() {
        return CHROMIUM.canExecute() && DRIVER.canExecute();
    }

    static Browser start(int port) {
        return new Browser("http://localhost:" + port);
    }

    /** Sends this token from now on, as if it had been pasted. */
    void signIn(String token) {
        driver.get(service);
        script("sessionStorage.setItem('tekton-retry.token', arguments[0])", token);
        open("/");
        complaints();
    }

    /** Pastes a token, as a person does where no provider is known. */
    void pasteToken(String token) {
        String script = beforeEachPage(NO_PROVIDER);
        driver.get(service);
        untilShown(".door textarea");
        driver.findElement(By.cssSelector(".door textarea")).sendKeys(token);
        click(".door .primary");
        untilReady();
        command("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
    }

    /** Ends the session by the button in the header. */
    void signOut() {
        click(".top .sign-out");
        untilShown(".door");
    }

    void open(String path) {
        driver.get(service + path);
        untilReady();
    }

    /** Opens a page that is none of the dashboard's. */
    void load(String path) {
        driver.get(service + path);
    }

    void untilShows(String selector, String text) {
        until(
                "return document.querySelector(arguments[0])?.textContent.includes(arguments[1]) ?? false",
                selector,
                text);
    }

    void width(int pixels) {
        driver.manage().window().setSize(new Dimension(pixels, 900));
    }

    void theme(String theme) {
        driver.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
    }

    void click(String selector) {
        untilShown(selector);
        script("document.querySelector(arguments[0]).click()", selector);
    }

    String text(String selector) {
        return (String) script(
                "return document.querySelector(arguments[0])?.textContent.replace(/\\s+/g, ' ').trim() ?? ''",
                selector);
    }

    List<String> texts(String selector) {
        return Stream.of(((String) script(
                                "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent).join('\\n')",
                                selector))
                        .split("\n"))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    void untilReady() {
        until(IS_READY);
    }

    void untilShown(String selector) {
        until("return document.querySelector(arguments[0]) !== null", selector);
    }

    void untilGone(String selector) {
        until("return document.querySelector(arguments[0]) === null", selector);
    }

    void untilAt(String path) {
        until("return location.pathname === arguments[0]", path);
    }

    void until(String condition, Object... given) {
        try {
            await(condition)
                    .atMost(ServiceClient.PATIENCE)
                    .pollInterval(Duration.ofMillis(25))
                    .ignoreExceptions()
                    .until(() -> Boolean.TRUE.equals(script(condition, given)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "%s of %s is not so at %s, which shows: %s"
                            .formatted(condition, List.of(given), script("return location.href"), text("body")),
                    e);
        }
    }

    /** Runs a script in each page before its own; returns the name of it. */
    String beforeEachPage(String script) {
        return (String) command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
                .get("identifier");
    }

    /** Sends a command of the DevTools protocol. */
    Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    Object script(String script, Object... given) {
        return driver.executeScript(script, given);
    }

    /** What keeps people with impairments from using the page by these rules of axe or by all, and what does not fit into its window. */
    List<String> violations(String... rules) {
        if (Boolean.TRUE.equals(script("return window.axe === undefined"))) {
            command("Runtime.evaluate", Map.of("expression", AXE_SOURCE + ";0"));
        }
        List<String> said = new ArrayList<>();
        ((List<?>) driver.executeAsyncScript(VIOLATIONS, List.of(rules))).forEach(each -> said.add((String) each));
        if (!Boolean.TRUE.equals(script("return document.documentElement.scrollWidth <= innerWidth"))) {
            said.add("The page is wider than its window");
        }
        return said;
    }

    /** Errors and warnings on the console, and requests to other hosts, since the last call. */
    List<String> complaints() {
        return Stream.concat(
                        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                                .map(entry -> entry.getMessage()),
                        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                                .map(entry -> JsonMapper.shared().readTree(entry.getMessage()))
                                .filter(this::asksAnotherHost)
                                .map(JsonNode::toString))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private boolean asksAnotherHost(JsonNode event) {
        JsonNode url = event.at("/message/params/request/url");
        return url.isString()
                && !url.asString().startsWith(service + "/")
                && !url.asString().startsWith("data:");
    }

    private static String axe() {
        try {
            return new PathMatchingResourcePatternResolver()
                    .getResources(AXE)[0].getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
