package io.tektonretry.demo;

import static io.tektonretry.demo.DemoTask.task;

import io.tektonretry.demo.DemoPipeline.Trigger;
import java.util.List;

/** The pipelines of the company. */
final class DemoCatalog {

    static final DemoPipeline CHECKOUT = pullRequest(
            "shop",
            "checkout",
            fetch(),
            task("lint", Tool.LINT, 48).after("fetch"),
            task("unit-tests", Tool.MAVEN, 142).after("fetch").result("coverage", "{decimal:78:84}"),
            image("checkout").after("fetch"),
            task("integration-tests", Tool.MAVEN, 231)
                    .after("unit-tests")
                    .param("image", "$(tasks.build-image.results.image)"),
            notification());

    static final DemoPipeline STOREFRONT = pullRequest(
            "shop",
            "storefront",
            fetch(),
            task("unit-tests", Tool.NPM, 88).after("fetch").result("coverage", "{decimal:66:71}"),
            image("storefront").after("fetch"),
            task("browser-tests", Tool.BROWSER, 214)
                    .param("image", "$(tasks.build-image.results.image)")
                    .each("browser", "chromium", "firefox", "webkit"),
            notification());

    static final DemoPipeline PAYMENTS = pullRequest(
            "payments",
            "payments",
            fetch(),
            task("vet", Tool.LINT, 35).after("fetch"),
            task("unit-tests", Tool.GO, 96).after("fetch"),
            image("payments").after("unit-tests"),
            task("contract-tests", Tool.GO, 120).param("image", "$(tasks.build-image.results.image)"),
            notification());

    static final DemoPipeline SEARCH = pullRequest(
            "search",
            "ranker",
            fetch(),
            task("unit-tests", Tool.PYTEST, 104).after("fetch").result("coverage", "{decimal:88:92}"),
            image("ranker").after("fetch"),
            task("relevance-smoke", Tool.PYTEST, 187)
                    .after("unit-tests")
                    .param("image", "$(tasks.build-image.results.image)")
                    .result("ndcg", "{decimal:0.71:0.76}"));

    static final DemoPipeline INFRASTRUCTURE = pullRequest(
            "platform",
            "infrastructure",
            fetch(),
            task("validate", Tool.TERRAFORM, 41).after("fetch"),
            task("plan", Tool.TERRAFORM, 133).after("validate").result("changes", "{number:0:6}"),
            task("policy-check", Tool.SCAN, 28).param("changes", "$(tasks.plan.results.changes)"));

    static final DemoPipeline NIGHTLY = new DemoPipeline(
            "shop",
            "nightly-e2e",
            "example/shop",
            Trigger.SCHEDULE,
            List.of(
                    task("deploy", Tool.HELM, 260).result("url", "https://nightly-{number:100:999}.shop.example.com"),
                    task("seed-data", Tool.CURL, 75)
                            .param("url", "$(tasks.deploy.results.url)")
                            .result("orders", "{number:20000:24000}"),
                    task("e2e", Tool.BROWSER, 840)
                            .param("url", "$(tasks.deploy.results.url)")
                            .param("orders", "$(tasks.seed-data.results.orders)")
                            .each("suite", "catalogue", "checkout", "account", "returns")
                            .retriedByTekton(),
                    task("load-test", Tool.LOAD, 600)
                            .after("e2e")
                            .param("url", "$(tasks.deploy.results.url)")
                            .result("p99-millis", "{number:180:260}"),
                    task("teardown", Tool.HELM, 42).atTheEnd()));

    static final DemoPipeline REGRESSION = new DemoPipeline(
            "payments",
            "nightly-settlement",
            "example/payments",
            Trigger.SCHEDULE,
            List.of(
                    task("deploy", Tool.HELM, 180).result("url", "https://settle-{number:100:999}.pay.example.com"),
                    task("replay-transactions", Tool.GO, 700)
                            .param("url", "$(tasks.deploy.results.url)")
                            .result("replayed", "{number:410000:430000}"),
                    task("reconcile", Tool.GO, 240)
                            .param("replayed", "$(tasks.replay-transactions.results.replayed)")
                            .result("difference", "0.00"),
                    task("teardown", Tool.HELM, 38).atTheEnd()));

    static final DemoPipeline RELEASE = new DemoPipeline(
            "shop",
            "release",
            "example/shop",
            Trigger.RELEASE,
            List.of(
                    fetch(),
                    image("shop").after("fetch").result("version", "4.{number:10:30}.0"),
                    task("scan", Tool.SCAN, 66).param("digest", "$(tasks.build-image.results.digest)"),
                    task("approve", Tool.APPROVAL, 1500)
                            .after("scan")
                            .param("version", "$(tasks.build-image.results.version)"),
                    task("deploy-canary", Tool.HELM, 190)
                            .after("approve")
                            .param("image", "$(tasks.build-image.results.image)"),
                    task("verify-canary", Tool.CURL, 300)
                            .after("deploy-canary")
                            .result("error-rate", "{decimal:0.01:0.09}"),
                    task("promote", Tool.HELM, 220)
                            .after("verify-canary")
                            .param("version", "$(tasks.build-image.results.version)")));

    static final DemoPipeline TRAINING = new DemoPipeline(
            "data-science",
            "train-ranker",
            "example/ranker",
            Trigger.SCHEDULE,
            List.of(
                    task("fetch-data", Tool.SPARK, 420)
                            .result("snapshot", "s3://lake/clicks/{date}")
                            .result("rows", "{number:41000000:42000000}"),
                    task("features", Tool.SPARK, 1100)
                            .param("snapshot", "$(tasks.fetch-data.results.snapshot)")
                            .result("table", "s3://features/ranker/{date}"),
                    task("train", Tool.TRAIN, 3300)
                            .param("table", "$(tasks.features.results.table)")
                            .each("learning-rate", "0.1", "0.03", "0.01")
                            .result("auc", "{decimal:0.905:0.918}")
                            .result("model", "s3://models/ranker/{sha7}"),
                    task("evaluate", Tool.PYTEST, 360)
                            .param("models", "$(tasks.train.results.model[*])")
                            .result("best", "s3://models/ranker/{sha7}")
                            .result("ndcg", "{decimal:0.735:0.748}"),
                    task("register", Tool.CURL, 20)
                            .param("model", "$(tasks.evaluate.results.best)")
                            .result("model-version", "{number:210:260}")));

    static final DemoPipeline FEATURES = new DemoPipeline(
            "data-science",
            "daily-features",
            "example/feature-store",
            Trigger.SCHEDULE,
            List.of(
                    task("extract", Tool.SPARK, 300).result("rows", "{number:9000000:9900000}"),
                    task("validate", Tool.SPARK, 140).param("rows", "$(tasks.extract.results.rows)"),
                    task("load", Tool.SPARK, 210).after("validate").param("rows", "$(tasks.extract.results.rows)")));

    static final DemoPipeline REINDEX = new DemoPipeline(
            "search",
            "reindex",
            "example/ranker",
            Trigger.SCHEDULE,
            List.of(
                    task("snapshot", Tool.SPARK, 160).result("snapshot", "catalogue-{date}"),
                    task("index", Tool.SPARK, 620)
                            .param("snapshot", "$(tasks.snapshot.results.snapshot)")
                            .each("shard", "0", "1", "2", "3")
                            .result("documents", "{number:240000:260000}"),
                    task("swap-alias", Tool.CURL, 9)
                            .after("index")
                            .param("snapshot", "$(tasks.snapshot.results.snapshot)")));

    static final DemoPipeline BASE_IMAGES = new DemoPipeline(
            "platform",
            "base-images",
            "example/base-images",
            Trigger.SCHEDULE,
            List.of(
                    fetch(),
                    task("build", Tool.KANIKO, 180)
                            .after("fetch")
                            .each("image", "jre-21", "python-312", "node-22")
                            .result("digest", "sha256:{digest}"),
                    task("scan", Tool.SCAN, 90).param("digests", "$(tasks.build.results.digest[*])"),
                    task("publish", Tool.KANIKO, 60)
                            .after("scan")
                            .param("digests", "$(tasks.build.results.digest[*])")));

    static final List<DemoPipeline> ALL = List.of(
            CHECKOUT,
            STOREFRONT,
            PAYMENTS,
            SEARCH,
            INFRASTRUCTURE,
            NIGHTLY,
            REGRESSION,
            RELEASE,
            TRAINING,
            FEATURES,
            REINDEX,
            BASE_IMAGES);

    private DemoCatalog() {}

    private static DemoPipeline pullRequest(String namespace, String repository, DemoTask... tasks) {
        return new DemoPipeline(
                namespace, repository + "-pr", "example/" + repository, Trigger.PULL_REQUEST, List.of(tasks));
    }

    private static DemoTask fetch() {
        return task("fetch", Tool.GIT, 14)
                .param("revision", "$(params.revision)")
                .result("commit", "{sha}");
    }

    private static DemoTask image(String name) {
        return task("build-image", Tool.KANIKO, 77)
                .result("image", "registry.example.com/" + name + ":{sha7}")
                .result("digest", "sha256:{digest}");
    }

    private static DemoTask notification() {
        return task("report", Tool.CURL, 4).atTheEnd();
    }
}
