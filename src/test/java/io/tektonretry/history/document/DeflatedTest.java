package io.tektonretry.history.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.tektonretry.history.Recording;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DeflatedTest {

    private static final UUID UID = UUID.fromString("00000000-0000-0000-0000-000000000001");

    /** A file of a dictionary that was once released stays in this list with its checksum. */
    private static final List<String> DICTIONARIES =
            List.of("92fb6acb3894b4679558e62e7ddcc6e55d1e629079d46e1a9124b9556454a952");

    @Test
    void aDictionaryStaysAsItIs() {
        for (int number = 1; number <= DICTIONARIES.size(); number++) {
            assertThat(sha256(Dictionaries.read(number))).isEqualTo(DICTIONARIES.get(number - 1));
        }
        assertThat(Dictionaries.ofNewDocuments()).isEqualTo(Dictionaries.read(DICTIONARIES.size()));
        assertThat(Dictionaries.class.getResource("/documents/dictionary-%d.bin".formatted(DICTIONARIES.size() + 1)))
                .isNull();
    }

    @Test
    void anyBytesAreReadAsTheyWereWritten() {
        Random random = new Random(1);
        byte[] dictionary = Dictionaries.ofNewDocuments();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            int from = random.nextInt(dictionary.length);
            System.arraycopy(dictionary, from, bytes, 0, Math.min(bytes.length, dictionary.length - from));
            assertThat(inflated(Deflated.bytes(bytes), bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void everyRecordedObjectIsReadAsItWasWritten() {
        documents(0, 1)
                .forEach(json ->
                        assertThat(inflated(Deflated.bytes(json), json.length)).isEqualTo(json));
    }

    /** The dictionary was built from the other scenarios. */
    @Test
    void objectsTakeAThirdOfTheBytesThatTheyTakeWithoutADictionary() {
        List<byte[]> documents = documents(1, 2).toList();

        long without = documents.stream()
                .mapToLong(json -> deflated(json, new Deflater(Deflater.BEST_SPEED)).length)
                .sum();
        long with = documents.stream()
                .mapToLong(json -> Deflated.bytes(json).length)
                .sum();

        assertThat((double) with / without).isLessThan(0.34);
    }

    @Test
    void documentsWithoutADictionaryAreRead() {
        byte[] json = "{\"kind\":\"TaskRun\"}".getBytes(UTF_8);

        assertThat(inflated(Deflated.plain(json), json.length)).isEqualTo(json);
        assertThat(json(deflated(json, new Deflater(Deflater.BEST_SPEED)), json.length)
                        .path("kind")
                        .asString())
                .isEqualTo("TaskRun");
    }

    @Test
    void aDocumentWithAnUnknownDictionaryIsOfANewerVersion() {
        Deflater deflater = new Deflater();
        deflater.setDictionary("\"kind\":\"TaskRun\"".getBytes(UTF_8));
        byte[] bytes = deflated("{\"kind\":\"TaskRun\"}".getBytes(UTF_8), deflater);

        unreadable(() -> json(bytes, 100))
                .withMessage(
                        "The recorded document of the object %s cannot be read: its dictionary 2b1a0531 is"
                                + " unknown; a newer version of the service has written it",
                        UID);
    }

    @Test
    void whatIsDamagedIsReadNotAtAllOrAsItWas() {
        byte[] json = documents(0, 20).findFirst().orElseThrow();
        byte[] bytes = Deflated.bytes(json);

        IntStream.range(0, bytes.length)
                .forEach(length -> unreadable(() -> Deflated.inflated(UID, Arrays.copyOf(bytes, length), json.length)));
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            try {
                assertThat(inflated(damaged, json.length)).isEqualTo(json);
            } catch (UnreadableDocumentException e) {
                assertThat(e).hasMessageContaining(UID.toString());
            }
        }
        unreadable(() -> Deflated.inflated(UID, "junk".getBytes(UTF_8), 100));
        unreadable(() -> json(Deflated.bytes("{\"a\":".getBytes(UTF_8)), 100));
        unreadable(() -> json(Deflated.bytes("[1]".getBytes(UTF_8)), 100));
    }

    @Test
    void aDocumentIsNotInflatedBeyondItsRecordedLength() {
        byte[] bomb = Deflated.bytes(new byte[100_000_000]);
        assertThat(bomb).hasSizeLessThan(500_000);

        unreadable(() -> json(bomb, 20_000))
                .withMessageEndingWith("it has more than the 20000 bytes that are recorded");
    }

    private static ThrowableAssertAlternative<UnreadableDocumentException> unreadable(ThrowingCallable reading) {
        return assertThatExceptionOfType(UnreadableDocumentException.class).isThrownBy(reading);
    }

    private static ObjectNode json(byte[] bytes, int most) {
        return Deflated.tree(UID, inflated(bytes, most));
    }

    private static byte[] inflated(byte[] bytes, int most) {
        return Deflated.inflated(UID, bytes, most);
    }

    /** The last states of the objects of every so many scenarios. */
    private static Stream<byte[]> documents(int first, int step) {
        List<Recording> all = Recording.all().toList();
        return IntStream.iterate(first, i -> i < all.size(), i -> i + step)
                .mapToObj(all::get)
                .flatMap(scenario -> scenario.lastObservations().stream())
                .map(observation -> Deflated.ascii(Recording.object(observation)));
    }

    private static byte[] deflated(byte[] bytes, Deflater deflater) {
        deflater.setInput(bytes);
        deflater.finish();
        byte[] deflated = new byte[bytes.length + 1000];
        int length = deflater.deflate(deflated);
        if (!deflater.finished()) {
            fail("The buffer is too short");
        }
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
