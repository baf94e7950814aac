package io.tektonretry.history.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.Adler32;

/**
 * Texts that most objects of Tekton share, from which deflated documents copy. A document names its dictionary by the
 * checksum in its zlib header, and can be read only with that one: files are added and never changed.
 */
final class Dictionaries {

    private static final String FILE = "/documents/dictionary-%d.bin";
    private static final int NEWEST = 1;

    private static final Map<Integer, byte[]> BY_CHECKSUM = new HashMap<>();
    private static final byte[] OF_NEW_DOCUMENTS = read(NEWEST);

    static {
        for (int number = 1; number <= NEWEST; number++) {
            byte[] dictionary = read(number);
            BY_CHECKSUM.put(checksum(dictionary), dictionary);
        }
    }

    private Dictionaries() {}

    /** The dictionary of documents that are written now; not to be changed. */
    static byte[] ofNewDocuments() {
        return OF_NEW_DOCUMENTS;
    }

    /** The dictionary with this Adler-32 checksum, if this version of the service has it. */
    static Optional<byte[]> of(int checksum) {
        return Optional.ofNullable(BY_CHECKSUM.get(checksum));
    }

    static byte[] read(int number) {
        String file = FILE.formatted(number);
        try (InputStream bytes = Objects.requireNonNull(Dictionaries.class.getResourceAsStream(file), file)) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int checksum(byte[] dictionary) {
        Adler32 checksum = new Adler32();
        checksum.update(dictionary);
        return (int) checksum.getValue();
    }
}
