package io.tektonretry.graphql;

import graphql.execution.instrumentation.Instrumentation;
import io.tektonretry.graphql.field.LazyLookups;
import io.tektonretry.graphql.limit.AbortedExecutions;
import io.tektonretry.graphql.limit.AnswerLimits;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.graphql.limit.OperationInstrumentations;
import io.tektonretry.graphql.limit.QueryDeadline;
import io.tektonretry.graphql.limit.QueryLimits;
import io.tektonretry.graphql.live.LiveProperties;
import io.tektonretry.graphql.live.SentMessages;
import io.tektonretry.graphql.live.SocketHandler;
import io.tektonretry.graphql.scalar.PlainNumbers;
import io.tektonretry.graphql.scalar.Scalars;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.web.AnswerMemory;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.ClassNameTypeResolver;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webmvc.GraphQlWebSocketHandler;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/** Wires the parts of the schema that SDL cannot express. */
@Configuration(proxyBeanMethods = false)
class GraphQlConfiguration {

    @Bean
    RuntimeWiringConfigurer scalars() {
        return wiring -> wiring.scalar(Scalars.JSON).scalar(Scalars.DATE_TIME).scalar(Scalars.DURATION);
    }

    @Bean
    GraphQlSourceBuilderCustomizer toldEnds(ObjectProvider<DataFetcherExceptionResolver> errors) {
        return source -> source.configureGraphQl(service -> AbortedExecutions.complete(
                service,
                DataFetcherExceptionResolver.createExceptionHandler(
                        errors.orderedStream().toList())));
    }

    @Bean
    GraphQlSourceBuilderCustomizer instrumentations(
            ObjectProvider<Instrumentation> all, AnswerLimits answers, QueryDeadline deadline, LazyLookups lookups) {
        return source -> source.configureGraphQl(service -> service.instrumentation(
                new OperationInstrumentations(all.orderedStream().toList(), answers, deadline, lookups::addTo)));
    }

    @Bean
    JacksonModule plainNumbers() {
        return PlainNumbers.module();
    }

    @Bean
    RuntimeWiringConfigurer nodeTypes() {
        ClassNameTypeResolver types = new ClassNameTypeResolver();
        types.addMapping(PipelineRunRecord.class, "PipelineRun");
        return wiring -> wiring.type("Node", node -> node.typeResolver(types));
    }

    @Bean
    GraphQlWebSocketHandler socketHandler(
            WebGraphQlHandler calls,
            GraphQlProperties properties,
            LiveProperties live,
            JsonMapper json,
            SentMessages sent) {
        return new SocketHandler(
                calls,
                new JacksonJsonHttpMessageConverter(json),
                properties.getWebsocket(),
                live.maxConnections(),
                sent);
    }

    /** First, so that no other work begins for refused operations. */
    @Bean
    @Order(0)
    Instrumentation queryLimits(ApiLimits limits) {
        return new QueryLimits(limits);
    }

    @Bean
    @Order(1)
    AnswerLimits answerLimits(AnswerMemory memory, ApiLimits limits) {
        return new AnswerLimits(memory, limits.maxAnswerSize());
    }

    @Bean
    @Order(2)
    QueryDeadline queryDeadline(ApiLimits limits, Clock clock) {
        return new QueryDeadline(limits.timeout(), clock);
    }
}
