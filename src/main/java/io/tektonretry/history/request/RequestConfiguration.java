package io.tektonretry.history.request;

import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/**
 * Registers the only entity and its repository, whose statements begin no transaction unless they say so. Other packages
 * are not searched for more.
 */
@Configuration(proxyBeanMethods = false)
@EntityScan
@EnableJpaRepositories(enableDefaultTransactions = false)
class RequestConfiguration {}
