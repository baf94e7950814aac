package io.tektonretry.retry.summary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which program makes plans with which settings, as a hash. It covers the code itself, as nobody can be relied on to
 * count up a version with each change of a sentence.
 */
public final class PlannerVersion {

    private static final List<String> CODE = List.of("retry", "tekton", "history/document");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final SingletonSupplier<Long> value;

    /**
     * The version of this program with these settings; it reads the code when it is first asked.
     *
     * @param settings what plans depend on besides the record; a record
     */
    public PlannerVersion(Object settings) {
        this.value = SingletonSupplier.of(() -> of(settings));
    }

    public long value() {
        return value.obtain();
    }

    private static long of(Object settings) {
        long version = hash("settings", JSON.writeValueAsBytes(settings));
        PathMatchingResourcePatternResolver classes = new PathMatchingResourcePatternResolver();
        try {
            for (String part : CODE) {
                Resource[] files = classes.getResources("classpath*:io/tektonretry/" + part + "/**/*.class");
                if (files.length == 0) {
                    version += new SecureRandom()
                            .nextLong(); // of a package that cannot be read: nothing that others kept counts
                }
                for (Resource code : files) {
                    version += hash(Objects.requireNonNull(code.getFilename()), code.getContentAsByteArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return version;
    }

    private static long hash(String name, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(UTF_8));
            digest.update((byte) 0);
            return ByteBuffer.wrap(digest.digest(content)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
