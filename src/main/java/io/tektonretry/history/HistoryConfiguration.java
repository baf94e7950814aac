package io.tektonretry.history;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** Registers the limits of recording and the repositories, whose statements begin no transaction unless they say so. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HistoryProperties.class)
@EnableJpaRepositories(enableDefaultTransactions = false)
class HistoryConfiguration {}
