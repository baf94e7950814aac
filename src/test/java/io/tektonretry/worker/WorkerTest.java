package io.tektonretry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class WorkerTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Workers workers = new Workers(meters);
    private final Worker worker = workers.worker("some-work", IllegalStateException.class::isInstance);

    @AfterEach
    void stop() {
        worker.interrupt();
    }

    @Test
    void goesOnAfterEveryKindOfFailureAndTellsOfEachOnce(CapturedOutput output) {
        AtomicInteger steps = new AtomicInteger();
        List<Throwable> failures = List.of(
                new NullPointerException("no name"),
                new NullPointerException("no name"),
                new StackOverflowError("too deep"),
                new IllegalStateException("away"));
        worker.start(() -> {
            int step = steps.getAndIncrement();
            if (step < failures.size()) {
                sneak(failures.get(step));
            }
            Thread.sleep(1);
        });
        await().until(() -> steps.get() > failures.size() + 1);
        assertThat(meters.get("worker.failures")
                        .tag("worker", "some-work")
                        .counter()
                        .count())
                .isEqualTo(failures.size());
        assertThat(meters.get("worker.failing").gauge().value()).isZero();
        assertThat(output).contains("no name", "too deep", "A worker continues").doesNotContain("away");
        assertThat(output.getOut().split("no name")).hasSize(2);
    }

    @Test
    void tellsOfAnOutageThatIsKnownToHappenInOneLine(CapturedOutput output) {
        AtomicInteger steps = new AtomicInteger();
        worker.start(() -> {
            if (steps.getAndIncrement() < 3) {
                throw new IllegalStateException("away");
            }
            Thread.sleep(1);
        });
        await().until(() -> steps.get() > 3);
        assertThat(output.getOut().split("A worker is waiting")).hasSize(2);
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void isNotEndedByAnInterruptThatIsNoStop() {
        AtomicInteger steps = new AtomicInteger();
        worker.start(() -> {
            steps.incrementAndGet();
            Thread.currentThread().interrupt();
            Thread.sleep(1);
        });
        await().until(() -> steps.get() > 3);
        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void doesWhatIsLeftBeforeItStops() {
        List<String> told = new CopyOnWriteArrayList<>();
        worker.start(new Work() {
            @Override
            public void begin() {
                told.add("begin");
            }

            @Override
            public void step() throws InterruptedException {
                told.add("step");
                while (worker.isRunning()) {
                    Thread.sleep(1);
                }
            }

            @Override
            public void finish() {
                told.add("finish");
            }

            @Override
            public boolean isUnfinished() {
                return told.size() < 5;
            }

            @Override
            public void end() {
                told.add("end");
            }
        });
        await().until(() -> told.contains("step"));
        worker.stop(Duration.ofSeconds(10));
        assertThat(told).containsExactly("begin", "step", "finish", "step", "step", "end");
    }

    @Test
    void waitsForTheThreadBeforeItHoweverOftenItIsStartedAnew() {
        CountDownLatch stuck = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        worker.start(() -> {
            told.add("old");
            awaitWhateverComes(stuck);
            told.add("old is done");
        });
        await().until(() -> told.contains("old"));
        for (int i = 0; i < 2; i++) {
            worker.interrupt();
            worker.start(() -> {
                told.add("new");
                new CountDownLatch(1).await();
            });
        }
        assertThat(told).containsExactly("old");
        stuck.countDown();
        await().until(() -> told.contains("new"));
        assertThat(told).containsExactly("old", "old is done", "new");
    }

    @Test
    void isMissedWhenItsThreadIsGone() {
        WorkersHealthIndicator health = new WorkersHealthIndicator(workers);
        worker.start(() -> new CountDownLatch(1).await());
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        Worker hopeless = workers.worker("hopeless", failure -> {
            throw new IllegalStateException("not even to be told apart");
        });
        hopeless.start(() -> sneak(new IllegalStateException("hopeless")));
        await().dontCatchUncaughtExceptions()
                .until(() -> health.health().getStatus().equals(Status.OUT_OF_SERVICE));
        assertThat(health.health().getDetails()).containsKey("hopeless").doesNotContainKey("some-work");
        assertThat(meters.get("worker.failing")
                        .tag("worker", "hopeless")
                        .gauge()
                        .value())
                .isEqualTo(1);
        hopeless.interrupt();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean isInterrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }
}
