package io.tektonretry.retry;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the use case needs beside its own parts. */
@Configuration(proxyBeanMethods = false)
class RetryConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
