package io.tektonretry.retry;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.tekton.PromptRequests;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcOperations;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long it takes from the wish to the created and recorded run, against two bare POSTs of the same manifest to the same API server:
 * a retry can't do with less than a dry run and a create. The POSTs go through the client of the service, and once more through the
 * client of the JDK alone. The floor is what is left of a retry without its decisions: read the documents, the dry run, one commit of
 * the claim, the create, one commit of the record, in three exchanges with copies of the tables. Rounds of all alternate, so that all
 * meet the same neighbours.
 *
 * <p>{@code -Dbench.latency=20} lets the API server take 20 ms more for each answer.
 */
public final class RetryBenchmark {

    private static final int WARM_UP = Integer.getInteger("bench.warmup", 80);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 11);
    private static final int CALLS = 40;
    private static final Duration LATENCY = Duration.ofMillis(Integer.getInteger("bench.latency", 0));
    private static final String SCENARIO = "a-chain-stops-at-its-middle-task";
    private static final String RETRY = "app-release-glc9x-r1";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<String> TABLES = List.of(
            "retry_request", "scheduled_task", "audit_event", "pipeline_run", "pipeline_task", "document", "change");

    private static final String READ = """
            select body from document
             where uid = :failed or uid = any(array(select uid from task_run where pipeline_run_uid = :failed))
            """;

    /** A column of an index is changed later, as that of the state is. */
    private static final String CLAIM = """
            with request as (insert into floor_retry_request select * from retry_request where created_uid = :retry returning id),
            task as (insert into floor_scheduled_task
            select * from scheduled_task where task_name = 'retry' and task_instance in (select cast(id as text) from retry_request where created_uid = :retry))
            insert into floor_audit_event select * from audit_event where run_uid = :failed
            """;

    private static final List<String> RECORD = List.of(
            "update floor_retry_request set state = 'CREATING' where created_uid = :retry",
            "insert into floor_pipeline_run select * from pipeline_run where uid = :retry",
            "insert into floor_pipeline_task select * from pipeline_task where pipeline_run_uid = :retry",
            "insert into floor_document select * from document where uid = :retry",
            """
            insert into floor_change (seq, at, kind, run_uid, root_uid, namespace)
            select coalesce(max(seq), 0) + 1, now(), 'RUN_CREATED', :retry, :failed, 'any' from floor_change
            """);

    private RetryBenchmark() {}

    /** Medians of a round in ms. */
    private record Round(double retry, double floor, double posts, double bare) {}

    /** Two POSTs of a body each. */
    private interface Posts {
        void send(URI runs, String first, String second) throws IOException, InterruptedException;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (ApiServerDouble cluster = ApiServerDouble.start();
                Replica replica = Replica.start(cluster, "benchmark", new MovedClock())) {
            cluster.faults(LATENCY.isZero() ? Fault.NONE : new Distance(LATENCY));
            for (int round = 1; round <= WARM_UP; round++) {
                measure(cluster, replica, "warm-up-" + round);
            }
            replica.jdbc().sql("analyze").update();
            List<Round> rounds = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                rounds.add(measure(cluster, replica, "round-" + round));
            }
            List<Double> ratios = sorted(rounds.stream().map(round -> round.retry() / round.posts()));
            System.out.printf(
                    "medians: retry %.2f ms, floor %.2f ms, two POSTs %.2f ms, two POSTs without the client of the service %.2f ms%n",
                    median(rounds.stream().map(Round::retry)),
                    median(rounds.stream().map(Round::floor)),
                    median(rounds.stream().map(Round::posts)),
                    median(rounds.stream().map(Round::bare)));
            System.out.printf(
                    "retry / two POSTs: %.2f (%.2f to %.2f); floor / two POSTs: %.2f; load average %.1f%n",
                    ratios.get(ROUNDS / 2),
                    ratios.get(0),
                    ratios.get(ROUNDS - 1),
                    median(rounds.stream().map(round -> round.floor() / round.posts())),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
        System.exit(0);
    }

    private static Round measure(ApiServerDouble cluster, Replica replica, String name)
            throws IOException, InterruptedException {
        PromptRequests client =
                new PromptRequests(replica.context().getBean(KubernetesClient.class), Duration.ofSeconds(15));
        List<Double> retries = new ArrayList<>();
        List<FailedRun> runs = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            FailedRun run = FailedRun.of(SCENARIO, name + "-" + call, cluster, replica);
            long start = System.nanoTime();
            replica.retry(run.command(null, null));
            retries.add((System.nanoTime() - start) / 1e6);
            runs.add(run);
        }
        awaitEvents(cluster, runs);
        List<Double> floor = floor(cluster, replica, client, runs);
        List<Double> posts = posts(cluster, runs, "a", (uri, first, second) -> {
            client.ask(asked -> asked.raw(uri.getPath(), "POST", first));
            client.ask(asked -> asked.raw(uri.getPath(), "POST", second));
        });
        List<Double> bare = posts(cluster, runs, "b", (uri, first, second) -> {
            post(uri, first);
            post(uri, second);
        });
        Round round = new Round(
                median(retries.stream()), median(floor.stream()), median(posts.stream()), median(bare.stream()));
        System.out.printf(
                "%s: %.2f ms, %.2f ms, %.2f ms, %.2f ms%n",
                name, round.retry(), round.floor(), round.posts(), round.bare());
        return round;
    }

    /** They are written in the background and would slow the POSTs down. */
    private static void awaitEvents(ApiServerDouble cluster, List<FailedRun> runs) throws InterruptedException {
        String last = runs.get(runs.size() - 1).namespace();
        while (cluster.list("Event").stream()
                        .filter(event ->
                                event.at("/metadata/namespace").asString().equals(last))
                        .count()
                < 2) {
            Thread.sleep(50);
        }
    }

    /** Exchanges and commits that any retry with the same guarantees needs, with the rows that a retry has written. */
    private static List<Double> floor(
            ApiServerDouble cluster, Replica replica, PromptRequests client, List<FailedRun> runs)
            throws IOException, InterruptedException {
        TABLES.forEach(table -> replica.jdbc()
                .sql("create table if not exists floor_%1$s (like %1$s including all)".formatted(table))
                .update());
        JdbcOperations jdbc = replica.context().getBean(JdbcOperations.class);
        Map<UUID, UUID> created = new HashMap<>();
        runs.forEach(
                run -> created.put(run.uid(), replica.recordedRetries(run.uid()).get(0)));
        Iterator<FailedRun> next = runs.iterator();
        return posts(cluster, runs, "f", (uri, first, second) -> {
            FailedRun run = next.next();
            Map<String, UUID> uids = Map.of("failed", run.uid(), "retry", created.get(run.uid()));
            Exchange exchange = new Exchange(jdbc);
            var unused =
                    exchange.add(READ, uids, (row, number) -> row.getBytes(1)).list();
            client.ask(asked -> asked.raw(uri.getPath() + "?dryRun=All", "POST", first));
            exchange.add(CLAIM, uids);
            exchange.send();
            client.ask(asked -> asked.raw(uri.getPath(), "POST", second));
            RECORD.forEach(statement -> exchange.add(statement, uids));
            exchange.send();
        });
    }

    private static List<Double> posts(ApiServerDouble cluster, List<FailedRun> runs, String suffix, Posts posts)
            throws IOException, InterruptedException {
        List<Double> took = new ArrayList<>();
        for (FailedRun run : runs) {
            ObjectNode manifest =
                    cluster.find("PipelineRun", run.namespace(), RETRY).orElseThrow();
            ObjectNode metadata = manifest.withObject("/metadata");
            metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"));
            URI uri = URI.create(
                    "%s/apis/tekton.dev/v1/namespaces/%s/pipelineruns".formatted(cluster.url(), run.namespace()));
            metadata.put("name", RETRY + "-1" + suffix);
            String first = manifest.toString();
            metadata.put("name", RETRY + "-2" + suffix);
            String second = manifest.toString();
            long start = System.nanoTime();
            posts.send(uri, first, second);
            took.add((System.nanoTime() - start) / 1e6);
        }
        return took;
    }

    private static void post(URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        int status = HTTP.send(request, BodyHandlers.ofString()).statusCode();
        if (status != 201) {
            throw new IllegalStateException("The API server answered " + status);
        }
    }

    private static double median(Stream<Double> values) {
        List<Double> sorted = sorted(values);
        return sorted.get(sorted.size() / 2);
    }

    private static List<Double> sorted(Stream<Double> values) {
        return values.sorted().toList();
    }

    /** Lets every answer come later. */
    private record Distance(Duration latency) implements Fault {

        @Override
        public void beforeAnswer(ApiRequest request) {
            try {
                Thread.sleep(latency.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
