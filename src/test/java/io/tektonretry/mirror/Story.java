package io.tektonretry.mirror;

import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.retention.RetentionRule;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** What a seed makes happen to a cluster, to a database and to the mirrors between them. */
final class Story implements AutoCloseable {

    private static final List<String> KINDS = List.of("PipelineRun", "TaskRun", "CustomRun");

    private static final List<RetentionRule> WHAT_HAS_ENDED =
            List.of(new RetentionRule(Duration.ZERO, List.of(), List.of(), Map.of()));

    private final Random random;
    private final World world;
    private final TcpProxy database;
    private final ApplicationContext history;
    private final Observer observer;
    private final List<ApiServerDouble> clusters = new ArrayList<>();
    private MirroredService service;
    private @Nullable MirroredService second;

    Story(Random random, ApiServerDouble cluster, World world, TcpProxy database, ApplicationContext history) {
        this.random = random;
        this.world = world;
        this.database = database;
        this.history = history;
        this.observer = new Observer(history);
        this.clusters.add(cluster);
        this.service = start();
    }

    World world() {
        return world;
    }

    Observer observer() {
        return observer;
    }

    MirroredService service() {
        return service;
    }

    private ApiServerDouble cluster() {
        return clusters.get(clusters.size() - 1);
    }

    void goOn() {
        int dice = random.nextInt(100);
        if (dice < 66) {
            change();
        } else if (dice < 75) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50)));
        } else if (dice < 79) {
            cluster().cutWatches();
        } else if (dice < 82) {
            cluster().forgetHistory();
        } else if (dice < 86) {
            cluster().faults(lie());
        } else if (dice < 89) {
            cluster().faults(Fault.NONE);
        } else if (dice < 91) {
            database.mode(TcpProxy.Mode.values()[random.nextInt(TcpProxy.Mode.values().length)]);
        } else if (dice < 93) {
            database.cut();
            database.mode(TcpProxy.Mode.OPEN);
        } else if (dice < 95) {
            restart();
        } else if (dice < 97) {
            startOrStopASecondOne();
        } else if (dice < 99) {
            readAndPrune();
        } else {
            restore();
        }
        observer.look(service, world);
    }

    /** A database that is away only makes the one who asks wait. */
    private void readAndPrune() {
        if (database.mode() == TcpProxy.Mode.OPEN) {
            observer.listen();
            observer.prune(WHAT_HAS_ENDED);
        }
    }

    private void change() {
        String name = world.any(random);
        int dice = random.nextInt(20);
        if (name == null || dice < 8) {
            String fresh = "run-" + random.nextInt(30);
            if (!world.has(fresh)) {
                world.create(KINDS.get(random.nextInt(KINDS.size())), fresh);
            }
        } else if (dice < 12) {
            world.update(name);
        } else if (dice < 13 && world.life(name).kind().equals("TaskRun")) {
            world.retry(name);
        } else if (dice < 14) {
            world.spoil(name);
        } else if (dice < 16) {
            world.finish(name);
        } else {
            world.delete(name);
        }
    }

    private void restart() {
        service.close();
        service = start();
    }

    private void startOrStopASecondOne() {
        if (second == null) {
            second = start();
        } else {
            second.close();
            second = null;
        }
    }

    /**
     * Nobody mirrors while a cluster is restored, and somebody looks before it has overtaken what it was. To who had not come that far it
     * is no other cluster.
     */
    private void restore() {
        if (database.mode() == TcpProxy.Mode.OPEN
                && observer.hasReached(world.lives().size())) {
            if (second != null) {
                startOrStopASecondOne();
            }
            service.close();
            clusters.add(ApiServerDouble.start());
            world.restore(cluster(), random);
            service = start();
            await().until(service::isCaughtUp);
        }
    }

    private MirroredService start() {
        return MirroredService.start(
                history, cluster().url(), random.nextBoolean() ? Duration.ofMillis(1) : Duration.ofSeconds(1));
    }

    /** Whatever is broken works again. */
    void heal() {
        cluster().faults(Fault.NONE);
        database.mode(TcpProxy.Mode.OPEN);
    }

    /** Whether nothing that was seen waits to be written. */
    boolean isWritten() {
        return service.waiting() == 0 && (second == null || second.waiting() == 0);
    }

    /** The API server ends every watch in the end, and who opens a new one looks what is recorded. */
    void endWatches() {
        cluster().cutWatches();
    }

    @Override
    public void close() {
        service.close();
        if (second != null) {
            second.close();
        }
        clusters.forEach(ApiServerDouble::close);
    }

    /** A fault of the API server until the next one. */
    private Fault lie() {
        Random lies = new Random(random.nextLong());
        return switch (random.nextInt(4)) {
            case 0 -> new Repeating(lies);
            case 1 -> new Refusing(lies, List.of(403, 404, 410, 429, 500, 503).get(lies.nextInt(6)));
            case 2 -> new Cutting(lies);
            default -> new Stale(lies);
        };
    }

    /** Sends lines twice, and older ones of the same kind again. */
    private record Repeating(Random lies, Map<String, List<String>> sentByKind) implements Fault {

        Repeating(Random lies) {
            this(lies, new HashMap<>());
        }

        @Override
        public synchronized List<String> lines(ApiRequest watch, String line) {
            List<String> lines = new ArrayList<>(List.of(line));
            if (!line.contains("BOOKMARK")) {
                List<String> sent = sentByKind.computeIfAbsent(watch.resource(), kind -> new ArrayList<>());
                sent.add(line);
                lines.add(sent.get(lies.nextInt(sent.size())));
            }
            return lines;
        }
    }

    /** Refuses half of what is asked. */
    private record Refusing(Random lies, int code) implements Fault {

        @Override
        public synchronized Optional<StatusError> refusal(ApiRequest request) {
            return lies.nextBoolean() ? Optional.of(new StatusError(code, "Refused", "not now")) : Optional.empty();
        }
    }

    /** Ends connections within a line. */
    private record Cutting(Random lies) implements Fault {

        @Override
        public synchronized List<String> lines(ApiRequest watch, String line) {
            int dice = lies.nextInt(6);
            if (dice == 0) {
                throw new ConnectionCut();
            }
            return List.of(line);
        }

        @Override
        public synchronized void beforeAnswer(ApiRequest request) {
            if (lies.nextInt(3) == 0) {
                throw new ConnectionCut();
            }
        }
    }

    /** Shows an older state in one list out of two. */
    private record Stale(Random lies) implements Fault {

        @Override
        public synchronized long listRevision(ApiRequest request, long current) {
            return lies.nextBoolean() ? current : Math.max(1, current - 1 - lies.nextInt(10));
        }
    }
}
