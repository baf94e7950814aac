package io.tektonretry.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.web.PublicFiles;
import io.tektonretry.web.SignIn;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;

/** Chooses how callers are authenticated and authorized. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AccessConfiguration.class);

    /** How long a caller waits for a review by the API server. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The API server authenticates and authorizes callers; an OIDC issuer may authenticate them as well. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "tektonretry.access.mode", havingValue = "kubernetes", matchIfMissing = true)
    static class ByKubernetes {

        @Bean
        Authorizer authorizer(KubernetesClient client) {
            return new SubjectAccessReviews(client);
        }

        @Bean
        SecurityFilterChain guardedByTokens(
                HttpSecurity http,
                AuthenticationManager callers,
                AddressBudgets addresses,
                OAuth2ResourceServerProperties server,
                Clock clock,
                ObjectProvider<SignIn> signIn) {
            return BearerTokens.guard(
                    http,
                    callers,
                    new GraphQlAuthenticationEntryPoint(addresses, clock),
                    server.getJwt().getIssuerUri(),
                    signIn.getIfAvailable());
        }

        @Bean
        @Order(0)
        SecurityFilterChain filesForEverybody(HttpSecurity http, ObjectProvider<PublicFiles> files) {
            return BearerTokens.files(http, files.stream().toList(), false);
        }

        @Bean
        AddressBudgets addressBudgets(AccessProperties properties) {
            return new AddressBudgets(properties.maxAttemptsPerMinute());
        }

        @Bean
        AuthenticationManager callers(
                AccessProperties properties,
                AddressBudgets addresses,
                KubernetesClient client,
                ReviewsUnderWay underWay,
                ObjectProvider<JwtDecoder> decoder,
                OAuth2ResourceServerProperties server) {
            TokenReviews reviews = new TokenReviews(client, properties.audiences(), underWay);
            JwtDecoder jwts = decoder.getIfAvailable();
            AuthenticationManager judge =
                    jwts == null ? reviews : withIssuer(server.getJwt(), properties, jwts, reviews);
            return new TokenAttempts(judge, addresses, properties.rejectedTokenCache());
        }

        private static AuthenticationManager withIssuer(
                OAuth2ResourceServerProperties.Jwt jwt,
                AccessProperties properties,
                JwtDecoder decoder,
                AuthenticationManager others) {
            String issuer = jwt.getIssuerUri();
            if (issuer == null) {
                throw UnsafeAccessException.withoutIssuer();
            }
            if (jwt.getAudiences().isEmpty()) {
                throw UnsafeAccessException.withoutAudience();
            }
            log.info("Tokens of the OIDC issuer {} are accepted beside those of the API server", issuer);
            return new OidcTokens(issuer, decoder, new OidcCallers(issuer, properties), others);
        }
    }

    /** No access control: all callers may do everything. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "tektonretry.access.mode", havingValue = "none")
    static class ByNobody {

        @Bean
        Authorizer authorizer() {
            return (caller, right) -> true;
        }

        @Bean
        @Order(0)
        SecurityFilterChain filesForEverybody(
                HttpSecurity http, ObjectProvider<PublicFiles> files, AccessProperties properties) {
            return BearerTokens.files(http, files.stream().toList(), !properties.allowUnauthenticated());
        }

        @Bean
        SecurityFilterChain unguarded(HttpSecurity http, AccessProperties properties, ServerProperties server) {
            boolean isLoopback = isLoopback(server.getAddress());
            if (!isLoopback && !properties.allowUnauthenticated()) {
                throw UnsafeAccessException.unguarded();
            }
            log.warn(
                    "Authentication is off: anyone who can reach this service{} can see and retry every run",
                    isLoopback ? "" : ", also from other machines,");
            return BearerTokens.open(http, !properties.allowUnauthenticated());
        }

        private static boolean isLoopback(@Nullable InetAddress address) {
            return address != null && address.isLoopbackAddress();
        }
    }
}
