package io.tektonretry.mirror;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the parts of the mirror. */
@Configuration(proxyBeanMethods = false)
class MirrorConfiguration {

    @Bean
    DirtyObjects dirtyObjects(MirrorProperties properties) {
        return new DirtyObjects(properties.waitingSize().toBytes());
    }

    @Bean
    NewEvidence newEvidence(MirrorProperties properties, EvidenceMetrics metrics, Clock clock) {
        return new NewEvidence(properties.waitingSize().toBytes(), metrics, clock);
    }
}
