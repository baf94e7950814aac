package io.tektonretry.web;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the limits of bodies in front of each server of the service, that of the management port included. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpLimits.class)
class HttpConfiguration {

    @Bean
    OpenBodies openBodies(HttpLimits limits) {
        return new OpenBodies(limits);
    }

    @Bean
    FilterRegistrationBean<RequestBodies> requestBodies(HttpLimits limits, OpenBodies openBodies) {
        var registration = new FilterRegistrationBean<>(new RequestBodies(limits, openBodies));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadBodies() {
        return server -> server.addEngineValves(new UnreadBodies());
    }
}
