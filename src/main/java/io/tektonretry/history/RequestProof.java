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
 * Proofs by which a request recognizes its objects. Each is derived separately from a secret in the request's row: the
 * proof on a Pipeline, which can be read before the run exists, does not reveal the proof of the run.
 *
 * @param name current name of the PipelineRun and the Pipeline
 * @param ofRun proof on the PipelineRun
 * @param ofPipeline proof on the Pipeline that the run refers to
 * @param plannedSpec hash of the spec that was sent last; null before the first
 * @param suffixes name suffixes to try, in order, when the name is taken
 */
public record RequestProof(
        String name,
        String ofRun,
        String ofPipeline,
        @Nullable String plannedSpec,
        List<String> suffixes) {

    /** SQL for the proof of the run that the request {@code q} creates. */
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

    /** Returns the annotation only if it has the form of a proof; an annotation can hold any text. */
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
