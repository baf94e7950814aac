package io.tektonretry.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Chooses who decides who is let in. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    /** How long a caller waits for the API server's word. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The API server says who a caller is and what the caller may do. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "tektonretry.access.mode", havingValue = "kubernetes", matchIfMissing = true)
    static class ByKubernetes {

        @Bean
        Authorizer authorizer(KubernetesClient client) {
            return new SubjectAccessReviews(client);
        }

        @Bean
        SecurityFilterChain guardedByTokens(HttpSecurity http, AccessProperties properties, KubernetesClient client) {
            return BearerTokens.guard(http, new TokenReviews(client, properties.audiences()));
        }
    }

    /** Everybody who reaches the service may do everything. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "tektonretry.access.mode", havingValue = "none")
    static class ByNobody {

        private static final Logger log = LoggerFactory.getLogger(ByNobody.class);

        @Bean
        Authorizer authorizer() {
            return (caller, verb, namespace) -> true;
        }

        @Bean
        SecurityFilterChain unguarded(HttpSecurity http, AccessProperties properties, ServerProperties server) {
            if (!isLoopback(server.getAddress()) && !properties.allowUnauthenticated()) {
                throw new UnguardedAddressException();
            }
            log.warn("Authentication is off: everybody who reaches this service may see and retry every run");
            return BearerTokens.open(http);
        }

        private static boolean isLoopback(@Nullable InetAddress address) {
            return address != null && address.isLoopbackAddress();
        }
    }
}
