package io.tektonretry.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses who decides. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    Authorizer authorizer(AccessProperties properties, KubernetesClient client) {
        return switch (properties.mode()) {
            case KUBERNETES -> new SubjectAccessReviews(client);
            case NONE -> (caller, verb, namespace) -> true;
        };
    }
}
