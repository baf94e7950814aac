package io.tektonretry.history.source;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures where the source of runs is read from. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SourceProperties.class)
class SourceConfiguration {

    @Bean
    SourceReader sourceReader(SourceProperties properties) {
        return new SourceReader(properties);
    }
}
