package io.tektonretry.telemetry;

import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.observation.GraphQlObservationInstrumentation;
import org.springframework.security.config.observation.SecurityObservationSettings;

/** What of a request is traced. */
@Configuration(proxyBeanMethods = false)
class RequestTraces {

    /** Without request traces no span is sampled, whatever callers write into {@code traceparent}. */
    @Bean
    Sampler requestSampler(
            TelemetryProperties properties, @Value("${management.tracing.sampling.probability:0.1}") double share) {
        return properties.traceRequests() ? Sampler.parentBased(Sampler.traceIdRatioBased(share)) : Sampler.alwaysOff();
    }

    /** SQL of the service's own loops belongs to no request. */
    @Bean
    ObservationPredicate statementsOfRequests(ObjectProvider<ObservationRegistry> registry) {
        return (name, context) ->
                !name.startsWith("jdbc.") || registry.getObject().getCurrentObservation() != null;
    }

    /** Each of its filters would be observed else, for every call. */
    @Bean
    SecurityObservationSettings unobservedSecurity() {
        return SecurityObservationSettings.noObservations();
    }

    /** Observes operations and batches: a page has thousands of fields, each with an observation of its own else. */
    @Bean
    GraphQlObservationInstrumentation operationsAlone(ObservationRegistry registry) {
        return new GraphQlObservationInstrumentation(registry) {
            @Override
            public DataFetcher<?> instrumentDataFetcher(
                    DataFetcher<?> fetcher,
                    InstrumentationFieldFetchParameters parameters,
                    InstrumentationState state) {
                return fetcher;
            }
        };
    }
}
