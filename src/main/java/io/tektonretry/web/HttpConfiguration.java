package io.tektonretry.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Applies the limits of bodies to each server of the service, including the management port. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpLimits.class)
class HttpConfiguration {

    /** As many as fit into the headers; above Tomcat's limit, reading the locale of a call fails. */
    private static final int MOST_LOCALES = 8192;

    @Bean
    Transfers openBodies(HttpLimits limits) {
        return new Transfers(limits.maxOpenBodies(), limits.maxBufferedBodies().toBytes());
    }

    @Bean
    Transfers openAnswers(HttpLimits limits) {
        return new Transfers(limits.maxOpenAnswers(), Long.MAX_VALUE);
    }

    @Bean
    AnswerMemory answerMemory(HttpLimits limits) {
        return new AnswerMemory(limits.answersInMemory().toBytes());
    }

    @Bean
    CallerWatches callerWatches() {
        return new CallerWatches();
    }

    @Bean
    ServletListenerRegistrationBean<EndedRequests> endedRequests() {
        return new ServletListenerRegistrationBean<>(new EndedRequests());
    }

    @Bean
    MeterBinder openTransfers(
            Transfers openBodies, Transfers openAnswers, AnswerMemory answerMemory, CallerWatches callerWatches) {
        return registry -> {
            Gauge.builder("http.bodies.open", openBodies, Transfers::count)
                    .description("Request bodies that are being received")
                    .register(registry);
            Gauge.builder("http.answers.open", openAnswers, Transfers::count)
                    .description("Answers that callers have not received yet")
                    .register(registry);
            Gauge.builder("http.answers.memory", answerMemory, AnswerMemory::taken)
                    .description("Memory of answers that are being created or sent")
                    .baseUnit("bytes")
                    .register(registry);
            Gauge.builder("http.callers.watched", callerWatches, CallerWatches::count)
                    .description("Queries whose callers' connections are checked")
                    .register(registry);
            FunctionCounter.builder("http.callers.gone", callerWatches, CallerWatches::gone)
                    .description("Callers who closed the connection while their query was worked on")
                    .register(registry);
        };
    }

    @Bean
    FilterRegistrationBean<RequestBodies> requestBodies(HttpLimits limits, Transfers openBodies) {
        var registration = new FilterRegistrationBean<>(new RequestBodies(limits, openBodies));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        return registration;
    }

    /** After the filter that reads bodies, and before all others. */
    @Bean
    FilterRegistrationBean<Answers> answers(
            HttpLimits limits, AnswerMemory memory, Transfers openAnswers, CallerWatches watches) {
        var registration = new FilterRegistrationBean<>(new Answers(limits, memory, openAnswers, watches));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadBodies() {
        return server -> {
            server.addEngineValves(new UnreadBodies());
            server.addConnectorCustomizers(connector -> connector.setMaxLocaleCount(MOST_LOCALES));
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatWebServerFactory> watchedConnections() {
        return server -> server.setProtocol(WatchedHttp.class.getName());
    }
}
