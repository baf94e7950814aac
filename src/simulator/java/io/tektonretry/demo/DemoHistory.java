package io.tektonretry.demo;

import io.tektonretry.demo.DemoPipeline.Trigger;
import io.tektonretry.demo.Sketch.Again;
import io.tektonretry.history.audit.Requester;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** What happened in the last thirty days: the same for the same seed, told back from now. */
final class DemoHistory {

    private static final int DAYS = 30;
    private static final List<String> TITLES = List.of(
            "Round totals per line",
            "Show delivery dates in the cart",
            "Retry card payments once",
            "Cache category pages",
            "Drop the old coupon service",
            "Update dependencies",
            "Validate IBANs before saving",
            "Split the order events",
            "Log the reason of a refusal");

    private final Instant now;
    private final Random random;
    private final List<Sketch> sketches = new ArrayList<>();
    private int pullRequest = 412;

    private DemoHistory(Instant now, long seed) {
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.random = new Random(seed);
    }

    /** All that is to be told, oldest first. */
    static List<Sketch> until(Instant now, long seed) {
        DemoHistory history = new DemoHistory(now, seed);
        for (int day = DAYS; day >= 0; day--) {
            history.day(day);
        }
        history.outage();
        history.mendedRegression();
        history.openRegression();
        history.troublesOfLate();
        return history.sketches.stream()
                .sorted(Comparator.comparing(Sketch::at))
                .toList();
    }

    private Instant at(int daysAgo, int hour, int minute) {
        return now.atOffset(ZoneOffset.UTC)
                .minusDays(daysAgo)
                .with(LocalTime.of(hour, minute))
                .toInstant()
                .plusSeconds(random.nextInt(60));
    }

    private void day(int daysAgo) {
        DayOfWeek day = now.atOffset(ZoneOffset.UTC).minusDays(daysAgo).getDayOfWeek();
        boolean isWeekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
        DemoCatalog.ALL.stream()
                .filter(pipeline -> pipeline.trigger() == Trigger.PULL_REQUEST)
                .forEach(pipeline -> {
                    for (int i = random.nextInt(isWeekend ? 2 : 3); i > 0; i--) {
                        pullRequest(pipeline, daysAgo);
                    }
                });
        nightly(DemoCatalog.NIGHTLY, at(daysAgo, 1, 30), "e2e-1");
        nightly(DemoCatalog.REGRESSION, at(daysAgo, 2, 15), "replay-transactions");
        nightly(DemoCatalog.FEATURES, at(daysAgo, 3, 0), "validate");
        nightly(DemoCatalog.REINDEX, at(daysAgo, 4, 10), "swap-alias");
        training(daysAgo);
        if (daysAgo % 7 == 3) {
            nightly(DemoCatalog.BASE_IMAGES, at(daysAgo, 5, 20), "scan");
        }
        if (!isWeekend && daysAgo % 3 == 1) {
            tell(Sketch.of(DemoCatalog.RELEASE, Source.main(random), at(daysAgo, 13, random.nextInt(60))));
        }
    }

    /** One or more pushes to a pull request, in working hours. */
    private void pullRequest(DemoPipeline pipeline, int daysAgo) {
        String author = People.anybody(random);
        String title = TITLES.get(random.nextInt(TITLES.size()));
        Source source = new Source(
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                Source.revision(random),
                pullRequest++,
                author,
                title);
        Instant at = at(daysAgo, 7 + random.nextInt(9), random.nextInt(60));
        for (int pushes = 1 + random.nextInt(3); pushes > 0; pushes--) {
            push(pipeline, source, at, author);
            source = source.next(random);
            at = at.plusSeconds(1500 + random.nextInt(5000));
        }
    }

    private void push(DemoPipeline pipeline, Source source, Instant at, String author) {
        Sketch sketch = Sketch.of(pipeline, source, at);
        String tests = lastTests(pipeline);
        int dice = random.nextInt(100);
        if (dice < 9) {
            tell(sketch.failing(tests, Cause.TESTS).retried(again(4 + random.nextInt(20), author, "looks flaky")));
        } else if (dice < 12) {
            tell(sketch.failing(tests, Cause.TESTS)
                    .retried(
                            new Again(
                                    Duration.ofMinutes(2),
                                    People.CI_BOT,
                                    "known flaky test",
                                    Map.of(tests, Cause.TESTS)),
                            again(9, author, "once more")));
        } else if (dice < 16) {
            tell(sketch.failing(tests, Cause.TESTS));
            tell(Sketch.of(pipeline, source, at.plusSeconds(1300)));
        } else if (dice < 20) {
            tell(sketch.failing(firstTests(pipeline), Cause.TESTS));
            tell(Sketch.of(pipeline, source.next(random), at.plusSeconds(1400)));
        } else if (dice < 23) {
            tell(sketch.cancelled(Duration.ofSeconds(40 + random.nextInt(60))));
        } else {
            tell(sketch);
        }
    }

    private static String firstTests(DemoPipeline pipeline) {
        return pipeline.tasks().stream()
                .map(DemoTask::name)
                .filter(name -> name.matches("unit-tests|validate"))
                .findFirst()
                .orElseThrow();
    }

    private static String lastTests(DemoPipeline pipeline) {
        return pipeline.tasks().stream()
                .filter(task ->
                        task.name().matches("integration-tests|browser-tests|contract-tests|relevance-smoke|plan"))
                .map(task -> task.isMatrix() ? task.name() + "-2" : task.name())
                .findFirst()
                .orElseThrow();
    }

    private void nightly(DemoPipeline pipeline, Instant at, String weak) {
        Sketch sketch = Sketch.of(pipeline, Source.main(random), at);
        int dice = random.nextInt(100);
        if (dice < 9) {
            tell(sketch.failing(weak, Cause.TESTS).retried(again(250, People.anybody(random), "flaky at night")));
        } else if (dice < 13) {
            tell(sketch.failing(weak, Cause.TIMEOUT).retried(again(180, People.anybody(random), "hung")));
        } else if (dice < 24) {
            tell(sketch.recovering(weak));
        } else {
            tell(sketch);
        }
    }

    /** Hours are lost when the last task but two fails, so that a retry keeps the results of the others. */
    private void training(int daysAgo) {
        Sketch sketch = Sketch.of(DemoCatalog.TRAINING, Source.main(random), at(daysAgo, 5, 0));
        if (daysAgo == 0 || daysAgo == 6 || daysAgo == 17) {
            tell(sketch.failing("train-2", Cause.TESTS)
                    .retried(again(35, "hanako", "checkpoint bucket was full, cleaned up")));
        } else if (daysAgo == 11) {
            tell(sketch.failing("features", Cause.MEMORY).retried(again(50, "goran", "with more memory")));
        } else {
            tell(sketch);
        }
    }

    /** The nodes of a pool went away for an hour. */
    private void outage() {
        Instant begin = at(2, 13, 5);
        List<DemoPipeline> victims = DemoCatalog.ALL.stream()
                .filter(DemoPipeline::isInline)
                .flatMap(pipeline -> Stream.of(pipeline, pipeline, pipeline))
                .toList();
        for (int i = 0; i < victims.size(); i++) {
            DemoPipeline pipeline = victims.get(i);
            String author = People.anybody(random);
            String title = TITLES.get(random.nextInt(TITLES.size()));
            Source source = new Source("fix-" + (700 + i), Source.revision(random), pullRequest++, author, title);
            Sketch evicted = Sketch.of(pipeline, source, begin.plusSeconds(i * 210L))
                    .failing(i % 2 == 0 ? firstTests(pipeline) : lastTests(pipeline), Cause.EVICTION);
            if (i % 3 == 0) {
                tell(evicted.retried(new Again(Duration.ofMinutes(70), Requester.service(), null, Map.of())));
            } else if (i % 3 == 1) {
                tell(evicted.retried(again(95, author, "nodes are back")));
            } else {
                tell(evicted);
            }
        }
    }

    /** A branch failed from one commit on, a retry was in vain, and then it was mended. */
    private void mendedRegression() {
        Source source = new Source("cart-rewrite", Source.revision(random), 482, "bjarne", "Rewrite the cart");
        for (int i = 0; i < 9; i++) {
            Sketch sketch = Sketch.of(DemoCatalog.CHECKOUT, source, at(9 - i / 2, 9 + 4 * (i % 2), 12));
            if (i < 2 || i > 6) {
                tell(sketch);
            } else if (i == 3) {
                tell(sketch.failing("unit-tests", Cause.TESTS)
                        .retried(new Again(
                                Duration.ofMinutes(6),
                                People.requester("bjarne"),
                                "cannot be my change",
                                Map.of("unit-tests", Cause.TESTS))));
            } else {
                tell(sketch.failing("unit-tests", Cause.TESTS));
            }
            source = source.next(random);
        }
    }

    private void openRegression() {
        Source source = new Source("ranker-v2", Source.revision(random), 517, "ines", "Rank by intent");
        for (int i = 0; i < 6; i++) {
            Sketch sketch = Sketch.of(DemoCatalog.SEARCH, source, now.minus(Duration.ofHours(50 - 9L * i)));
            tell(i < 2 ? sketch : sketch.failing("relevance-smoke", Cause.TESTS).hopeless());
            source = source.next(random);
        }
    }

    /** What nobody has dealt with yet. */
    private void troublesOfLate() {
        tell(Sketch.of(DemoCatalog.NIGHTLY, Source.main(random), now.minus(Duration.ofHours(7)))
                .failing("load-test", Cause.TIMEOUT));
        tell(Sketch.of(DemoCatalog.FEATURES, Source.main(random), now.minus(Duration.ofHours(5)))
                .failing("extract", Cause.MEMORY)
                .hopeless());
        tell(Sketch.of(DemoCatalog.BASE_IMAGES, Source.main(random), now.minus(Duration.ofHours(20)))
                .failing("build-1", Cause.IMAGE));
        tell(Sketch.of(DemoCatalog.RELEASE, Source.main(random), now.minus(Duration.ofHours(3)))
                .failing("verify-canary", Cause.TESTS));
        tell(Sketch.of(DemoCatalog.REGRESSION, Source.main(random), now.minus(Duration.ofHours(18)))
                .failing("reconcile", Cause.TESTS));
        tell(Sketch.of(DemoCatalog.REINDEX, Source.main(random), now.minus(Duration.ofHours(11)))
                .failing("index-3", Cause.TESTS));
        tell(pullRequest(DemoCatalog.STOREFRONT, "emre", "Use the new design system", 75)
                .failing("unit-tests", Cause.TESTS)
                .hopeless());
        tell(pullRequest(DemoCatalog.PAYMENTS, "fatima", "Refund partial captures", 125)
                .failing("contract-tests", Cause.TESTS)
                .retried(new Again(
                        Duration.ofMinutes(3),
                        People.requester("fatima"),
                        "is it flaky?",
                        Map.of("contract-tests", Cause.TESTS)))
                .hopeless());
        tell(pullRequest(DemoCatalog.CHECKOUT, "chidi", "Reserve stock at checkout", 50)
                .failing("integration-tests", Cause.TESTS));
        tell(pullRequest(DemoCatalog.STOREFRONT, "dolores", "Lazy-load the reviews", 190)
                .failing("browser-tests-2", Cause.TESTS));
    }

    private Sketch pullRequest(DemoPipeline pipeline, String author, String title, int minutesAgo) {
        String branch = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        Source source = new Source(branch, Source.revision(random), pullRequest++, author, title);
        return Sketch.of(pipeline, source, now.minus(Duration.ofMinutes(minutesAgo)));
    }

    private static Again again(int minutes, String name, String reason) {
        return new Again(Duration.ofMinutes(minutes), People.requester(name), reason, Map.of());
    }

    private void tell(Sketch sketch) {
        if (sketch.at().isBefore(now)) {
            sketches.add(sketch);
        }
    }
}
