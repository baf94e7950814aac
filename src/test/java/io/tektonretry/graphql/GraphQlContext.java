package io.tektonretry.graphql;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.chart.ChartCluster;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.postgres.StatementLog;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.graphql.test.autoconfigure.tester.AutoConfigureHttpGraphQlTester;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.WebTestClientBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service over HTTP as alice sees it, without the mirror: what is recorded is what a test records. It may do in its cluster what the
 * chart grants.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = GraphQlContext.Beans.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "tektonretry.scheduler.polling-interval=50ms",
            "tektonretry.access.read-cache=0s",
            "tektonretry.access.rejected-token-cache=0s",
            "tektonretry.access.max-attempts-per-minute=100000",
            "tektonretry.access.max-reviews-per-second=100000",
            "tektonretry.graphql.points-per-minute=1000000",
            "tektonretry.audit.retention=36500d",
            "tektonretry.retry.namespaces.rec-handcancel.max-attempts=1",
            "tektonretry.retry.namespaces.rec-steponerror.max-age=1s",
            "spring.graphql.http.sse.keep-alive=1s",
            "tektonretry.live.buffer=50",
            "tektonretry.live.least-poll-interval=20ms",
            "tektonretry.live.max-subscriptions=${live.reconnects:200}",
            "tektonretry.live.max-subscriptions-per-caller=${live.reconnects:200}",
            "tektonretry.live.max-connections=1100",
            "tektonretry.live.recheck-interval=300ms",
            "tektonretry.live.max-subscriptions-per-connection=3",
            "tektonretry.logs.links[0].name=Archive",
            "tektonretry.logs.links[0].template=https://logs.example.com/{namespace}/{podUid}?run={run}&task={task}",
            "tektonretry.logs.links[1].name=Explore",
            "tektonretry.logs.links[1].template=https://logs.example.com/{pod}/{container}?from={start}&to={end}",
            "tektonretry.logs.max-streams-per-caller=3",
            "tektonretry.logs.max-bytes=1MB",
            "management.endpoint.health.validate-group-membership=false",
            "spring.test.webtestclient.timeout=1m",
            "tektonretry.graphql.timeout=1m",
            "tektonretry.graphql.caller-check-interval=200ms"
        })
@AutoConfigureHttpGraphQlTester
@ExtendWith(ChartCluster.class)
@interface GraphQlContext {

    /** Carries no stereotype, so that no other context finds it. */
    @EnableAutoConfiguration
    @ComponentScan(
            basePackages = {
                "io.tektonretry.access",
                "io.tektonretry.export",
                "io.tektonretry.graphql",
                "io.tektonretry.history",
                "io.tektonretry.log",
                "io.tektonretry.report",
                "io.tektonretry.retention",
                "io.tektonretry.retry",
                "io.tektonretry.schedule",
                "io.tektonretry.tekton",
                "io.tektonretry.worker",
                "io.tektonretry.web"
            },
            excludeFilters = {
                @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
                // The tests of the API record runs of any age, and keep them.
                @Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.tektonretry\\.retention\\.(ExpiredHistory|LeftoverRetention)"),
                // They take in changes when they need them.
                @Filter(type = FilterType.REGEX, pattern = "io\\.tektonretry\\.report\\.fact\\.FactTasks"),
                @Filter(type = FilterType.REGEX, pattern = "io\\.tektonretry\\.retry\\.SummaryTask")
            })
    @ConfigurationPropertiesScan("io.tektonretry")
    @EntityScan("io.tektonretry.history")
    class Beans {

        private static final Account ACCOUNT = ChartAccounts.service(Map.of());

        @Bean
        static StatementLog statementLog() {
            return new StatementLog();
        }

        @Bean
        static Outage outage() {
            return new Outage();
        }

        @Bean
        Recorded recorded(JdbcClient jdbc, RunRecorder recorder) {
            return new Recorded(jdbc, recorder);
        }

        @Bean
        JdbcConnectionDetails database() {
            return SharedPostgres.database("graphql");
        }

        @Bean(destroyMethod = "close")
        ApiServerDouble cluster() {
            ApiServerDouble cluster = ApiServerDouble.start();
            cluster.tokens(
                    Map.of("alices", JsonMapper.shared().createObjectNode().put("username", "alice")));
            cluster.account(ACCOUNT);
            return cluster;
        }

        @Bean
        WebTestClientBuilderCustomizer alice() {
            return client -> client.defaultHeaders(headers -> headers.setBearerAuth("alices"));
        }

        @Bean
        @Primary
        KubernetesClient clusterClient(ApiServerDouble cluster) {
            return new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(Config.empty())
                            .withMasterUrl(cluster.url())
                            .withOauthToken(ACCOUNT.user())
                            .build())
                    .build();
        }
    }
}
