package io.tektonretry.log.failure;

import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.PodLog;
import io.tektonretry.tekton.PodLogs;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads the last lines of failed steps, independently of the mirror: its failures do not delay the recording of runs.
 */
@Component
final class FailureLogReader implements SmartLifecycle {

    /** Number of logs that are read at the same time. */
    private static final int AT_ONCE = 4;

    /** Later than any end. */
    private static final Instant FOREVER = Instant.parse("9999-12-31T00:00:00Z");

    private static final Duration LATELY = Duration.ofMinutes(15);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_TRIES = 3;

    private static final int NO_ANSWER = 0;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int INTERNAL_ERROR = 500;

    /** More than is kept, so that no secret is cut in half before it is masked. */
    private static final int WINDOW = 64 * 1024;

    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /**
     * Additional lines to read before the kept ones: a private key has up to this many, and is recognized by its first
     * line.
     */
    private static final int LINES_ABOVE = 200;

    /** No step container has this name. The API server itself answers for it, without asking the node. */
    private static final String NO_CONTAINER = "none";

    private static final Pattern CONTAINER = Pattern.compile("[a-z0-9]([-a-z0-9]{0,56}[a-z0-9])?");

    /** Tekton's entrypoint writes this in the containers of the steps after the failed one. */
    private static final Pattern SKIPPED =
            Pattern.compile("(\\S+ \\S+ )?Skipping step because a previous step failed\\s*");

    private static final Pattern KUBELET_ERROR = Pattern.compile("unable to retrieve container logs for \\S+\\s*");

    private final FailureLogs logs;
    private final PodLogs pods;
    private final KeptLogProperties properties;
    private final int lines;
    private final Duration age;
    private final LogMask mask;
    private final Worker worker;
    private final Clock clock;

    FailureLogReader(
            FailureLogs logs,
            PodLogs pods,
            FailureLogProperties failures,
            KeptLogProperties properties,
            Workers workers,
            Clock clock) {
        this.clock = clock;
        this.logs = logs;
        this.pods = pods;
        this.properties = properties;
        this.lines = failures.failureLogLines();
        this.age = failures.failureLogAge();
        this.mask = new LogMask(properties.mask());
        this.worker = workers.worker(
                "failure-logs",
                failure -> failure instanceof LogsUnavailableException || DatabaseOutage.isCauseOf(failure));
    }

    @Override
    public void start() {
        worker.start(new Reading());
    }

    /** Logs that are not read yet are read after the next start. */
    @Override
    public void stop() {
        worker.interrupt();
    }

    @Override
    public boolean isAutoStartup() {
        return lines > 0 && properties.pods();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** The work from one start to the next stop. */
    private final class Reading implements Work {

        /** End time of the oldest failure read so far, while catching up; null when done. */
        private @Nullable Instant caughtUp = Instant.MAX;

        /** Later passes find what was not recorded before; there is less each time, so they are made less often. */
        private Duration pause = FIRST_PAUSE;

        private Instant nextPass = Instant.MAX;

        @Override
        public void step() throws InterruptedException {
            boolean hasRead = readLately();
            hasRead |= catchUp();
            if (!hasRead) {
                Thread.sleep(IDLE.toMillis());
            }
        }

        private boolean readLately() throws InterruptedException {
            Instant lately = clock.instant().minus(LATELY);
            return read(logs.claim(lately, FOREVER, lately, AT_ONCE));
        }

        private boolean catchUp() throws InterruptedException {
            Instant now = clock.instant();
            Instant until = caughtUp == null && now.isAfter(nextPass) ? Instant.MAX : caughtUp;
            if (until == null) {
                return false;
            }
            Instant lately = now.minus(LATELY);
            List<FailureLogs.Claim> claims =
                    logs.claim(lately.minus(age), until.isBefore(lately) ? until : lately, lately, AT_ONCE);
            boolean hasRead = read(claims);
            caughtUp = claims.stream()
                    .map(FailureLogs.Claim::finishedAt)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (caughtUp == null) {
                nextPass = now.plus(pause);
                pause = pause.compareTo(LATELY) < 0 ? pause.multipliedBy(2) : pause;
            }
            return hasRead;
        }
    }

    /** Reads the claimed logs; returns whether there were any. */
    private boolean read(List<FailureLogs.Claim> claims) throws InterruptedException {
        Map<FailureLogs.Claim, CompletableFuture<PodLog>> answers = new LinkedHashMap<>();
        claims.forEach(claim -> answers.put(claim, open(claim)));
        Map<FailureLogs.Claim, ClusterFailure> failed = new LinkedHashMap<>();
        for (var answer : answers.entrySet()) {
            PodLog log = answer.getValue().join();
            if (log instanceof PodLog.Opened opened) {
                keep(answer.getKey(), opened);
            } else {
                ClusterFailure failure = ((PodLog.Refused) log).failure();
                if (!settle(answer.getKey(), failure)) {
                    failed.put(answer.getKey(), failure);
                }
            }
        }
        if (!failed.isEmpty()) {
            leave(failed);
        }
        return !claims.isEmpty();
    }

    /**
     * Retries logs of silent nodes later, without delaying others; throws when the API server itself does not answer.
     */
    private void leave(Map<FailureLogs.Claim, ClusterFailure> failed) {
        if (failed.values().stream().allMatch(failure -> failure.code() == NO_ANSWER)
                && isServerThere(failed.keySet().iterator().next())) {
            failed.keySet().forEach(this::tryAgain);
            return;
        }
        failed.keySet().forEach(logs::giveBack);
        throw new LogsUnavailableException(failed.values().iterator().next().message());
    }

    private boolean isServerThere(FailureLogs.Claim claim) {
        PodLog answer = pods.open(
                        new PodLog.Query(claim.namespace(), claim.pod(), NO_CONTAINER, false, 1, null, 1),
                        properties.patience())
                .join();
        return answer instanceof PodLog.Refused refused
                && (refused.failure().code() == BAD_REQUEST || refused.failure().code() == NOT_FOUND);
    }

    private CompletableFuture<PodLog> open(FailureLogs.Claim claim) {
        if (claim.isGone() || !CONTAINER.matcher(claim.step()).matches()) {
            return CompletableFuture.completedFuture(new PodLog.Refused(
                    new ClusterFailure(claim.isGone() ? NOT_FOUND : BAD_REQUEST, "the container does not exist")));
        }
        return pods.open(
                new PodLog.Query(
                        claim.namespace(),
                        claim.pod(),
                        "step-" + claim.step(),
                        false,
                        lines + LINES_ABOVE,
                        null,
                        MOST_BYTES),
                properties.patience());
    }

    private void keep(FailureLogs.Claim claim, PodLog.Opened opened) throws InterruptedException {
        BodySuffix suffix = new BodySuffix(WINDOW, 2L * MOST_BYTES);
        opened.body().subscribe(suffix);
        try {
            byte[] bytes = suffix.bytes().get(properties.patience().toMillis(), TimeUnit.MILLISECONDS);
            String tail = LogTail.of(bytes, lines, mask);
            boolean isLog = !SKIPPED.matcher(tail).matches()
                    && !KUBELET_ERROR.matcher(tail).matches();
            logs.store(claim, isLog ? tail : null, isLog ? null : LogTailMissing.NO_LOG);
        } catch (ExecutionException | TimeoutException e) {
            suffix.cancel();
            tryAgain(claim);
        }
    }

    /** Handles a failure that concerns this log only; returns false if other logs would fail the same way. */
    private boolean settle(FailureLogs.Claim claim, ClusterFailure failure) {
        if (failure.code() == NOT_FOUND) {
            logs.store(claim, null, LogTailMissing.POD_GONE);
        } else if (failure.code() == BAD_REQUEST) {
            logs.store(claim, null, LogTailMissing.NO_LOG);
        } else if (failure.code() == INTERNAL_ERROR) {
            tryAgain(claim);
        } else {
            return false;
        }
        return true;
    }

    /** The log is read again when the claim expires, up to a limit, as the node may never come back. */
    private void tryAgain(FailureLogs.Claim claim) {
        if (claim.tries() >= MOST_TRIES) {
            logs.store(claim, null, LogTailMissing.UNAVAILABLE);
        }
    }
}
