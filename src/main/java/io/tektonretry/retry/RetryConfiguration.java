package io.tektonretry.retry;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that the use case needs from outside. */
@Configuration(proxyBeanMethods = false)
class RetryConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
