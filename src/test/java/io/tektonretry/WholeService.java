package io.tektonretry;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.access.Issuer;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.chart.ChartCluster;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.postgres.SharedPostgresConfiguration;
import io.tektonretry.tekton.ClusterClient;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.graphql.test.autoconfigure.tester.AutoConfigureHttpGraphQlTester;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webtestclient.autoconfigure.WebTestClientBuilderCustomizer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistrar;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service over HTTP as alice sees it, with a real database and a simulated cluster in which it may do what the chart grants; one
 * context for all tests that carry this.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = TektonRetryApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.test.webtestclient.timeout=60s",
            "tektonretry.dashboard.graphiql=true",
            "tektonretry.cloud-events.interval=100ms",
            "tektonretry.graphql.points-per-minute=1000000",
            "tektonretry.reports.facts.interval=200ms",
            "tektonretry.telemetry.trace-requests=true",
            "tektonretry.telemetry.interval=100ms",
            "management.tracing.sampling.probability=1",
            "management.opentelemetry.tracing.export.schedule-delay=200ms",
            "tektonretry.cloud-events.longest-pause=200ms",
            "tektonretry.cloud-events.max-attempts=2",
            "tektonretry.pipelines-as-code.report-after=1s",
            "tektonretry.scheduler.polling-interval=50ms",
            "tektonretry.auto-retry.enabled=true",
            "tektonretry.auto-retry.namespaces=automatic,automatic-max,automatic-limited",
            "tektonretry.auto-retry.delay=10ms",
            "tektonretry.auto-retry.interval=100ms",
            "tektonretry.auto-retry.max-per-hour=3"
        })
@AutoConfigureHttpGraphQlTester
@ExtendWith(ChartCluster.class)
@Import({SharedPostgresConfiguration.class, WholeService.Cluster.class})
@ContextConfiguration(initializers = WholeService.Provider.class)
@interface WholeService {

    /** Registers the service as a client of an OIDC issuer, before conditions look for one. */
    class Provider implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            Issuer issuer = Issuer.start();
            context.addApplicationListener(event -> {
                if (event instanceof ContextClosedEvent) {
                    issuer.close();
                }
            });
            TestPropertyValues.of(issuer.properties())
                    .and("tektonretry.access.oidc-username-prefix=-")
                    .applyTo(context);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    class Cluster {

        @Bean(destroyMethod = "close")
        SimulatedCluster cluster() {
            SimulatedCluster cluster = SimulatedCluster.start(Duration.ofMillis(5));
            cluster.api()
                    .tokens(Stream.of("alice", "victim", "attacker")
                            .collect(Collectors.toMap(
                                    user -> user,
                                    user -> JsonMapper.shared()
                                            .createObjectNode()
                                            .put("username", user))));
            return cluster;
        }

        @Bean(destroyMethod = "close")
        EventSink eventSink() {
            return new EventSink();
        }

        @Bean
        DynamicPropertyRegistrar eventSinkUrl(EventSink sink) {
            return properties -> properties.add("tektonretry.cloud-events.sink", sink::url);
        }

        @Bean(destroyMethod = "close")
        TraceSink traceSink() {
            return new TraceSink();
        }

        /** In place of the property of the endpoint, which would have to be known earlier. */
        @Bean
        OtlpTracingConnectionDetails traceSinkUrl(TraceSink sink) {
            return transport -> sink.url();
        }

        @Bean
        WebTestClientBuilderCustomizer alice() {
            return client -> client.defaultHeaders(headers -> headers.setBearerAuth("alice"));
        }

        @Bean
        @Primary
        KubernetesClient clusterClient(SimulatedCluster cluster, ObservationRegistry observations) {
            Account account = ChartAccounts.service(Map.of());
            cluster.api().account(account);
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.url())
                    .withOauthToken(account.user())
                    .build();
            return ClusterClient.of(config, observations);
        }
    }
}
