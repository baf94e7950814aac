package io.tektonretry.access;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in.
 *
 * @param mode who says who a caller is and what the caller may do
 * @param allowUnauthenticated lets mode {@code none} serve other machines than this one
 * @param audiences audiences that a token must be meant for; empty for those of the API server
 * @param readCache how long a decision about reading is remembered; decisions about retrying never are
 */
@ConfigurationProperties("tektonretry.access")
record AccessProperties(
        @DefaultValue("kubernetes") Mode mode,
        @DefaultValue("false") boolean allowUnauthenticated,
        @DefaultValue List<String> audiences,
        @DefaultValue("30s") Duration readCache) {

    enum Mode {
        /** The API server says both, by TokenReview and SubjectAccessReview. */
        KUBERNETES,
        /** Nobody: every caller may do everything. */
        NONE
    }
}
