package io.tektonretry.history.document;

import io.tektonretry.history.Recording;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/**
 * Bytes and CPU time of a document with the dictionary and without, for the recorded scenarios that are not in the dictionary. Prints
 * each round; the first ones warm up.
 */
public final class DocumentBenchmark {

    private static final UUID UID = new UUID(0, 0);
    private static final int ROUNDS = 6;
    private static final int REPETITIONS = 100;

    private DocumentBenchmark() {}

    public static void main(String[] arguments) {
        List<Recording> all = Recording.all().toList();
        List<byte[]> documents = IntStream.iterate(1, i -> i < all.size(), i -> i + 2)
                .mapToObj(all::get)
                .flatMap(scenario -> scenario.lastObservations().stream())
                .map(observation -> Deflated.ascii(Recording.object(observation)))
                .toList();
        System.out.printf("%d documents of %d bytes%n", documents.size(), average(documents));
        for (int round = 0; round < ROUNDS; round++) {
            measure("without a dictionary", documents, DocumentBenchmark::withoutDictionary);
            measure("with a dictionary", documents, Deflated::bytes);
        }
    }

    private static void measure(String name, List<byte[]> documents, UnaryOperator<byte[]> deflate) {
        List<byte[]> deflated = documents.stream().map(deflate).toList();
        double writing = microseconds(documents, deflate);
        double reading = microseconds(deflated, bytes -> Deflated.inflated(UID, bytes, Integer.MAX_VALUE));
        System.out.printf(
                Locale.ROOT,
                "%s: %d bytes, %.1f us to deflate, %.1f us to inflate%n",
                name,
                average(deflated),
                writing,
                reading);
    }

    private static byte[] withoutDictionary(byte[] json) {
        return Deflated.deflated(json, new Deflater(Deflater.BEST_SPEED));
    }

    private static long average(List<byte[]> documents) {
        return documents.stream().mapToLong(bytes -> bytes.length).sum() / documents.size();
    }

    private static double microseconds(List<byte[]> documents, UnaryOperator<byte[]> work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < REPETITIONS; i++) {
            documents.forEach(work::apply);
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        return took / 1e3 / REPETITIONS / documents.size();
    }
}
