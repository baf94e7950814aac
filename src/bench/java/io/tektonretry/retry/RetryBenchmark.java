package io.tektonretry.retry;

import io.tektonretry.cluster.ApiServerDouble;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long it takes from the wish to the created and recorded run, against two bare POSTs of the same manifest to the same API server:
 * a retry can't do with less than a dry run and a create. Rounds of both alternate, so that both meet the same neighbours.
 */
public final class RetryBenchmark {

    private static final int ROUNDS = 9;
    private static final int CALLS = 40;
    private static final String SCENARIO = "a-chain-stops-at-its-middle-task";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private RetryBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (ApiServerDouble cluster = ApiServerDouble.start();
                Replica replica = Replica.start(cluster, "benchmark", new MovedClock())) {
            measure(cluster, replica, "warm-up");
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                ratios.add(measure(cluster, replica, "round-" + round));
            }
            ratios.sort(null);
            System.out.printf(
                    "ratio of medians: median %.2f, from %.2f to %.2f; load average %.1f%n",
                    ratios.get(ROUNDS / 2),
                    ratios.get(0),
                    ratios.get(ROUNDS - 1),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
        System.exit(0);
    }

    private static double measure(ApiServerDouble cluster, Replica replica, String round)
            throws IOException, InterruptedException {
        List<Long> retries = new ArrayList<>();
        List<Long> posts = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            FailedRun run = FailedRun.of(SCENARIO, round + "-" + call, cluster, replica);
            long start = System.nanoTime();
            replica.retry(run.command(null, null));
            retries.add(System.nanoTime() - start);
            posts.add(twoPosts(cluster, run.retries().get(0)));
        }
        System.out.printf("%s: retry %.2f ms, two POSTs %.2f ms%n", round, median(retries) / 1e6, median(posts) / 1e6);
        return (double) median(retries) / median(posts);
    }

    private static long twoPosts(ApiServerDouble cluster, ObjectNode manifest)
            throws IOException, InterruptedException {
        ObjectNode metadata = manifest.withObject("/metadata");
        metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"));
        URI runs = URI.create("%s/apis/tekton.dev/v1/namespaces/%s/pipelineruns"
                .formatted(cluster.url(), metadata.path("namespace").asString()));
        String first = manifest.deepCopy().toString().replace("-r1\"", "-a\"");
        String second = manifest.deepCopy().toString().replace("-r1\"", "-b\"");
        long start = System.nanoTime();
        post(runs, first);
        post(runs, second);
        return System.nanoTime() - start;
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

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
