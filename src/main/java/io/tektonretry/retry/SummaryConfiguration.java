package io.tektonretry.retry;

import io.tektonretry.retry.plan.Neighbours;
import io.tektonretry.retry.summary.PlannerVersion;
import io.tektonretry.retry.summary.SummaryProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells which of the summaries that are kept are those of this program with its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SummaryProperties.class)
class SummaryConfiguration {

    /** The settings on which the plan of a recorded run depends. */
    record Settings(int maxTasks, Neighbours neighbours) {}

    @Bean
    PlannerVersion plannerVersion(RetryProperties properties, PipelinesAsCodeProperties pipelinesAsCode) {
        return new PlannerVersion(new Settings(
                properties.maxTasks(), properties.metadata().neighbours().with(pipelinesAsCode.rules())));
    }
}
