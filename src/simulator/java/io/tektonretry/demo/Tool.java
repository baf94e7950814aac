package io.tektonretry.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a step runs, and what it writes to its log. */
enum Tool {
    GIT(
            "clone",
            "alpine/git:2.45",
            "git clone --depth 50 \"$REPOSITORY\" . && git checkout \"$REVISION\"",
            """
            + git clone --depth 50 . /workspace/source
            Cloning into '/workspace/source'...
            remote: Enumerating objects: 18422, done.
            remote: Compressing objects: 100% (9211/9211), done.
            """,
            """
            HEAD is now at the requested revision
            """,
            List.of("""
            error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502
            fatal: early EOF
            fatal: fetch-pack: invalid index-pack output
            """)),
    LINT("lint", "golangci/golangci-lint:v1.61", "golangci-lint run ./...", """
            level=info msg="[config_reader] Used config file .golangci.yml"
            level=info msg="[lintersdb] Active 14 linters"
            """, """
            level=info msg="[runner] Issues before processing: 0"
            """, List.of("""
            internal/cart/cart.go:88:2: ineffectual assignment to err (ineffassign)
            internal/cart/cart.go:131:9: Error return value of `tx.Rollback` is not checked (errcheck)
            """)),
    MAVEN("test", "maven:3.9-eclipse-temurin-21", "mvn -B -ntp verify", """
            [INFO] Scanning for projects...
            [INFO] Building checkout 4.12.0-SNAPSHOT
            [INFO] --- surefire:3.5.2:test (default-test) @ checkout ---
            [INFO] Running com.example.shop.CartTest
            [INFO] Tests run: 41, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 3.214 s
            [INFO] Running com.example.shop.CheckoutTest
            """, """
            [INFO] Tests run: 187, Failures: 0, Errors: 0, Skipped: 2
            [INFO] BUILD SUCCESS
            """, List.of("""
            [ERROR] Tests run: 28, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 21.87 s <<< FAILURE!
            [ERROR] com.example.shop.CheckoutTest.paysWithSavedCard -- Time elapsed: 10.02 s <<< FAILURE!
            java.lang.AssertionError: expected:<200> but was:<503>
            	at com.example.shop.CheckoutTest.paysWithSavedCard(CheckoutTest.java:88)
            [INFO] BUILD FAILURE
            [ERROR] Failed to execute goal surefire:3.5.2:test: There are test failures.
            """, """
            [ERROR] com.example.shop.CartTest.appliesDiscountOnce:64 expected: <17.98> but was: <15.96>
            [ERROR] com.example.shop.CartTest.keepsItemsOfAGuest:102 NullPointer Cannot invoke "Cart.items()" because "cart" is null
            [ERROR] Tests run: 187, Failures: 1, Errors: 1, Skipped: 2
            [INFO] BUILD FAILURE
            """, """
            [ERROR] com.example.shop.StockEventsIT.reservesStock -- Time elapsed: 30.11 s <<< ERROR!
            org.awaitility.core.ConditionTimeoutException: expected a reservation within 30 seconds
            	at com.example.shop.StockEventsIT.reservesStock(StockEventsIT.java:57)
            [ERROR] Tests run: 44, Failures: 0, Errors: 1, Skipped: 0
            [INFO] BUILD FAILURE
            """)),
    GO("test", "golang:1.23", "go test -race ./...", """
            go: downloading github.com/jackc/pgx/v5 v5.7.1
            go: downloading google.golang.org/grpc v1.68.0
            ok  	example.com/payments/internal/ledger	4.213s
            ok  	example.com/payments/internal/card	1.877s
            """, """
            ok  	example.com/payments/internal/refund	6.022s
            ok  	example.com/payments/cmd/server	0.911s
            """, List.of("""
            --- FAIL: TestRefundIsIdempotent (5.03s)
                refund_test.go:142: got 2 ledger entries, want 1
            FAIL
            FAIL	example.com/payments/internal/refund	9.318s
            make: *** [Makefile:31: test] Error 1
            """, """
            ==================
            WARNING: DATA RACE
            Write at 0x00c0001b2a18 by goroutine 57:
              example.com/payments/internal/ledger.(*Batch).Add()
                  /workspace/source/internal/ledger/batch.go:71 +0x1a4
            ==================
            --- FAIL: TestBatchConcurrently (0.42s)
                testing.go:1399: race detected during execution of test
            FAIL	example.com/payments/internal/ledger	3.006s
            """)),
    NPM("run", "node:22", "npm ci && npm test", """
            > storefront@7.3.1 test
            > vitest run
            added 1281 packages, and audited 1282 packages in 24s
             ✓ src/cart/Cart.test.tsx (18 tests) 412ms
             ✓ src/search/Results.test.tsx (9 tests) 266ms
            """, """
             Test Files  74 passed (74)
                  Tests  611 passed (611)
            """, List.of("""
            npm error code ERESOLVE
            npm error ERESOLVE could not resolve
            npm error While resolving: @example/design@5.0.0
            npm error Found: react@19.0.0
            npm error Could not resolve dependency: peer react@"^18" from react-dates@21.8.0
            """, """
             FAIL  src/checkout/Summary.test.tsx > shows the total with shipping
            AssertionError: expected '€ 21,90' to be '€ 25,90'
             ❯ src/checkout/Summary.test.tsx:47:31
             Test Files  1 failed | 73 passed (74)
            """)),
    PYTEST("pytest", "python:3.12", "pip install -r requirements.txt && pytest -q", """
            Collecting numpy==2.1.3
            Installing collected packages: numpy, pandas, scikit-learn, search-ranker
            ============================= test session starts ==============================
            collected 312 items
            ........................................................................ [ 23%]
            """, """
            ======================== 312 passed in 74.60s (0:01:14) ========================
            """, List.of("""
            =================================== FAILURES ===================================
            ______________________ test_ranker_prefers_exact_title _________________________
            >       assert results[0].id == "sku-1041"
            E       AssertionError: assert 'sku-2210' == 'sku-1041'
            tests/test_ranker.py:63: AssertionError
            =========================== 1 failed, 311 passed in 71.22s =====================
            """, """
            ERROR: Could not find a version that satisfies the requirement faiss-cpu==1.9.2 (from versions: 1.8.0, 1.9.0)
            ERROR: No matching distribution found for faiss-cpu==1.9.2
            """)),
    KANIKO(
            "build-and-push",
            "gcr.io/kaniko-project/executor:v1.23.2",
            "/kaniko/executor --destination=\"$IMAGE\"",
            """
            INFO[0000] Retrieving image manifest eclipse-temurin:21-jre
            INFO[0003] Built cross stage deps: map[]
            INFO[0004] Unpacking rootfs as cmd COPY target/*.jar app.jar requires it.
            INFO[0019] Taking snapshot of full filesystem...
            """,
            """
            INFO[0041] Pushing image to registry.example.com
            INFO[0047] Pushed registry.example.com/app
            """,
            List.of("""
            INFO[0041] Pushing image to registry.example.com
            error pushing image: failed to push to destination: PUT https://registry.example.com/v2/app/manifests/latest: unexpected status code 503 Service Unavailable
            """)),
    HELM(
            "deploy",
            "alpine/helm:3.16",
            "helm upgrade --install --wait --timeout 5m \"$RELEASE\" ./chart",
            """
            Release "app" has been upgraded. Waiting for 3 deployments to become ready.
            deployment "api" successfully rolled out
            """,
            """
            STATUS: deployed
            REVISION: 218
            """,
            List.of("""
            deployment "worker" exceeded its progress deadline
            Error: UPGRADE FAILED: context deadline exceeded
            """)),
    BROWSER("e2e", "mcr.microsoft.com/playwright:v1.49.0", "npx playwright test", """
            Running 86 tests using 4 workers
              ✓   1 [chromium] › login.spec.ts:12:5 › signs in (2.1s)
              ✓   2 [chromium] › search.spec.ts:8:5 › finds a product (1.8s)
            """, """
              86 passed (3.4m)
            """, List.of("""
              1) [chromium] › checkout.spec.ts:41:5 › pays with a saved card ──────────
                Error: Timed out 15000ms waiting for expect(locator).toBeVisible()
                Locator: getByRole('heading', { name: 'Thank you' })
                  at /workspace/source/e2e/checkout.spec.ts:58:60
              1 failed
                [chromium] › checkout.spec.ts:41:5 › pays with a saved card
              85 passed (3.9m)
            """, """
              1) [webkit] › basket.spec.ts:19:5 › keeps the basket after a reload ─────
                Error: page.goto: net::ERR_CONNECTION_RESET at https://nightly.shop.example.com/basket
              1 failed
              85 passed (4.2m)
            """)),
    CURL("call", "curlimages/curl:8.11", "curl --fail --retry 3 \"$URL\"", """
            * Connected to hooks.example.com (10.12.4.7) port 443
            > POST /v1/events HTTP/2
            """, """
            < HTTP/2 202
            """, List.of("""
            curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received
            Warning: Problem: timeout. Will retry in 4 seconds. 1 retry left.
            curl: (28) Failed to connect to api.nightly.example.com port 443 after 130112 ms: Couldn't connect to server
            """)),
    LOAD("k6", "grafana/k6:0.55.0", "k6 run --vus 200 load.js", """
            running (2m30.0s), 200/200 VUs, 18422 complete and 0 interrupted iterations
            running (5m00.0s), 200/200 VUs, 36911 complete and 0 interrupted iterations
            """, """
                 ✓ http_req_duration..............: avg=84ms p(99)=231ms
                 ✓ checks.........................: 100.00% 221466 out of 221466
            """, List.of("""
            WARN[0412] Request Failed  error="Post \"https://nightly.shop.example.com/orders\": dial: i/o timeout"
                 ✗ http_req_duration..............: avg=1.9s p(99)=9.71s
            ERRO[0600] thresholds on metrics 'http_req_duration' have been crossed
            """)),
    SCAN(
            "scan",
            "aquasec/trivy:0.57.1",
            "trivy image --exit-code 1 --severity CRITICAL \"$IMAGE\"",
            """
            INFO	[vuln] Vulnerability scanning is enabled
            INFO	Detected OS	family="debian" version="12.8"
            """,
            """
            Total: 0 (CRITICAL: 0)
            """,
            List.of("""
            app (debian 12.8)
            Total: 1 (CRITICAL: 1)
            libxml2  CVE-2024-56171  CRITICAL  fixed in 2.9.14+dfsg-1.3~deb12u2
            """, """
            FATAL	Fatal error	init error: DB error: failed to download vulnerability DB: GET https://ghcr.io/v2/aquasecurity/trivy-db/manifests/2: TOOMANYREQUESTS
            """)),
    TERRAFORM("plan", "hashicorp/terraform:1.10", "terraform init && terraform plan -out plan", """
            Initializing the backend...
            Successfully configured the backend "s3"!
            module.network.aws_vpc.main: Refreshing state... [id=vpc-0a51]
            """, """
            Plan: 3 to add, 1 to change, 0 to destroy.
            """, List.of("""
            Error: Error acquiring the state lock
            Error message: ConditionalCheckFailedException: The conditional request failed
            Lock Info: ID 6d4f0a0e-64f4-4cd1, Who: runner@ci-7f9c
            """)),
    SPARK("spark", "apache/spark:3.5.3", "spark-submit job.py", """
            INFO SparkContext: Running Spark version 3.5.3
            INFO DAGScheduler: Submitting 200 missing tasks from ShuffleMapStage 3
            INFO TaskSetManager: Finished task 84.0 in stage 3.0 (TID 291) in 4120 ms (85/200)
            """, """
            INFO DAGScheduler: Job 4 finished: save at job.py:118, took 214.3 s
            """, List.of("""
            ERROR Executor: Exception in task 117.0 in stage 3.0 (TID 324)
            pyspark.errors.exceptions.base.PySparkValueError: column 'clicks' has 1812 null values, at most 0 allowed
            """)),
    TRAIN("train", "pytorch/pytorch:2.5.1-cuda12.4", "python -m ranker.train", """
            [rank0] loaded 41233187 examples, 312 features
            epoch 1/8  loss 0.4127  val_auc 0.8712  412 s
            epoch 4/8  loss 0.3391  val_auc 0.9034  409 s
            epoch 7/8  loss 0.3102  val_auc 0.9127  411 s
            """, """
            epoch 8/8  loss 0.3077  val_auc 0.9141  410 s
            saved checkpoint to s3://models/ranker
            """, List.of("""
            epoch 8/8  loss 0.3077  val_auc 0.9141  410 s
            Traceback (most recent call last):
              File "/app/ranker/train.py", line 214, in save
                torch.save(state, out)
            RuntimeError: [enforce fail at inline_container.cc:603] . PytorchStreamWriter failed writing file data/112: file write failed
            """, """
            epoch 7/8  loss nan  val_auc 0.5000  411 s
            ranker.errors.DivergedError: the loss is not a number since epoch 7
            """)),
    APPROVAL("approve", "", "", "", "", List.of());

    private final String step;
    private final String image;
    private final String script;
    private final String opening;
    private final String success;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> failures;

    Tool(String step, String image, String script, String opening, String success, List<String> failures) {
        this.step = step;
        this.image = image;
        this.script = script;
        this.opening = opening;
        this.success = success;
        this.failures = failures;
    }

    static Optional<Tool> ofImage(String image) {
        return Arrays.stream(values())
                .filter(tool -> !tool.image.isEmpty() && tool.image.equals(image))
                .findFirst();
    }

    String step() {
        return step;
    }

    String image() {
        return image;
    }

    String script() {
        return script;
    }

    /** What is written before the outcome is known. */
    String opening() {
        return opening;
    }

    String success() {
        return opening + success;
    }

    /**
     * The log of a failed step.
     *
     * @param variant chooses one of the ways in which the tool fails
     */
    String failure(Cause cause, int variant) {
        return switch (cause) {
            case TESTS -> opening + failures.get(Math.floorMod(variant, failures.size()));
            case MEMORY -> opening + "Killed\n";
            case EVICTION, TIMEOUT, CANCELLATION -> opening;
            case IMAGE -> "";
        };
    }
}
