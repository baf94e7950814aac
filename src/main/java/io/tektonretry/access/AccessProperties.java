package io.tektonretry.access;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in. The {@code oidc} properties mean what the API server's flags of the same names mean.
 *
 * @param mode who says who a caller is and what the caller may do
 * @param allowUnauthenticated lets mode {@code none} serve other machines than this one
 * @param audiences audiences that a token must be meant for; empty for those of the API server
 * @param readCache how long a decision about reading is remembered, a denial for ten seconds at most; decisions about retrying never are
 * @param rejectedTokenCache how long a token that was not accepted is refused without asking again
 * @param maxAttemptsPerMinute how many tokens that are not known yet, or calls without one, an address may try; IPv6 addresses count by
 *     their first 64 bits
 * @param maxReviewsPerSecond how many access reviews the API server is asked for on behalf of one caller
 * @param maxReviewsUnderWay how many calls of all callers wait for reviews of tokens or rights at the same time; one more is turned away
 *     when none has its answer soon
 * @param oidcUsernameClaim claim that names the user
 * @param oidcUsernamePrefix put before the name; by default the issuer and {@code #}, and nothing for the claim {@code email}; {@code -}
 *     for nothing
 * @param oidcGroupsClaim claim that names the user's groups; none by default
 * @param oidcGroupsPrefix put before each group
 */
@ConfigurationProperties("tektonretry.access")
record AccessProperties(
        @DefaultValue("kubernetes") Mode mode,
        @DefaultValue("false") boolean allowUnauthenticated,
        @DefaultValue List<String> audiences,
        @DefaultValue("30s") Duration readCache,
        @DefaultValue("10s") Duration rejectedTokenCache,
        @DefaultValue("600") int maxAttemptsPerMinute,
        @DefaultValue("500") int maxReviewsPerSecond,
        @DefaultValue("50") int maxReviewsUnderWay,
        @DefaultValue("sub") String oidcUsernameClaim,
        @Nullable String oidcUsernamePrefix,
        @Nullable String oidcGroupsClaim,
        @DefaultValue("") String oidcGroupsPrefix) {

    enum Mode {
        /** The API server says both, by TokenReview and SubjectAccessReview. */
        KUBERNETES,
        /** Nobody: every caller may do everything. */
        NONE
    }
}
