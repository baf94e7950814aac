package io.tektonretry.access;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Access control. The {@code oidc} properties have the meaning of the API server's flags of the same names.
 *
 * @param mode how callers are authenticated and authorized
 * @param allowUnauthenticated lets mode {@code none} serve callers from other machines
 * @param audiences accepted audiences of tokens; empty for those of the API server
 * @param readCache how long to cache decisions about reading; denials for ten seconds at most; decisions about retrying
 * are never cached
 * @param rejectedTokenCache how long to reject a token again without asking
 * @param maxAttemptsPerMinute maximum number of calls per minute and address without a token or with a token that is
 * not known yet; IPv6 addresses count by their first 64 bits
 * @param maxReviewsPerSecond maximum number of access reviews per second for one caller
 * @param maxReviewsUnderWay maximum number of calls, of all callers, that wait for token or access reviews; further
 * calls wait briefly and are then rejected
 * @param oidcUsernameClaim claim with the user name
 * @param oidcUsernamePrefix prefix of user names; defaults to the issuer and {@code #}, and to none for the claim
 * {@code email}; {@code -} for none
 * @param oidcGroupsClaim claim with the user's groups; none by default
 * @param oidcGroupsPrefix prefix of groups
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
        /** The API server does both, by TokenReview and SubjectAccessReview. */
        KUBERNETES,
        /** No access control: every caller may do everything. */
        NONE
    }
}
