package io.tektonretry.history.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tektonretry.history.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the file of a dictionary from recorded objects. Only every second scenario counts, so that the others can measure it.
 */
public final class DictionaryBuilder {

    private static final int OF_THE_RECORDINGS = 4096;

    private DictionaryBuilder() {}

    /** The last argument names the file to write. */
    public static void main(String[] arguments) throws IOException {
        List<Recording> scenarios = Recording.all().toList();
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < scenarios.size(); i += 2) {
            samples.add(text(scenarios.get(i)));
        }
        ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        dictionary.writeBytes(CommonText.TEXT.getBytes(US_ASCII));
        dictionary.writeBytes(SharedText.of(samples, OF_THE_RECORDINGS));
        Files.write(Path.of(arguments[arguments.length - 1]), dictionary.toByteArray());
    }

    private static byte[] text(Recording scenario) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        scenario.lastObservations()
                .forEach(observation -> text.writeBytes(Deflated.ascii(Recording.object(observation))));
        return text.toByteArray();
    }
}
