package io.tektonretry.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of a request carry so that it recognises them. Each follows from a secret in the request's row in a way of its own:
 * a Pipeline, which can be read before the run is there, does not give the proof of the run away.
 *
 * @param name of the PipelineRun and the Pipeline, as of now
 * @param ofRun on the PipelineRun
 * @param ofPipeline on the Pipeline that the run refers to
 * @param plannedSpec hash of the spec that was sent last; null before anything was
 * @param suffixes of the names to try when that of the run is taken, first one first
 */
public record RequestProof(
        String name,
        String ofRun,
        String ofPipeline,
        @Nullable String plannedSpec,
        List<String> suffixes) {

    /** The proof of a run that the request {@code q} makes. */
    static final String OF_RUN = "encode(sha256(convert_to(cast(q.secret as text) || ' PipelineRun', 'UTF8')), 'hex')";

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private static final int NAMES = 5;
    private static final int SUFFIX = 5;

    public RequestProof {
        suffixes = List.copyOf(suffixes);
    }

    public static RequestProof of(String name, UUID secret, @Nullable String plannedSpec) {
        return new RequestProof(
                name,
                hash(secret, "PipelineRun"),
                hash(secret, "Pipeline"),
                plannedSpec,
                IntStream.range(0, NAMES)
                        .mapToObj(i -> hash(secret, "name " + i).substring(0, SUFFIX))
                        .toList());
    }

    /** Any text may stand in an annotation; only one that can be a proof is kept. */
    public static @Nullable String wellFormed(@Nullable String annotation) {
        return annotation != null && FORM.matcher(annotation).matches() ? annotation : null;
    }

    private static String hash(UUID secret, String purpose) {
        try {
            byte[] text = (secret + " " + purpose).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
