package io.tektonretry.history.source;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads what runs were built from as the operator says. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SourceProperties.class)
class SourceConfiguration {

    @Bean
    SourceReader sourceReader(SourceProperties properties) {
        return new SourceReader(properties);
    }
}
