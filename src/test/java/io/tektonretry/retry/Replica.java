package io.tektonretry.retry;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestFilter;
import io.tektonretry.history.request.RetryRequestList;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.tekton.ClusterClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One replica of the service without its doors: the use case over a database and a cluster that it shares with others. */
record Replica(ConfigurableApplicationContext context) implements AutoCloseable {

    static Replica start(ApiServerDouble cluster, String database, MovedClock clock) {
        ApplicationContextInitializer<GenericApplicationContext> surroundings = context -> {
            context.registerBean(ApiServerDouble.class, () -> cluster, bean -> bean.setDestroyMethodName(""));
            context.registerBean(MovedClock.class, () -> clock, bean -> bean.setPrimary(true));
            context.registerBean(JdbcConnectionDetails.class, () -> SharedPostgres.database(database));
        };
        return new Replica(new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .initializers(surroundings)
                .run(
                        "--spring.graphql.schema.locations=classpath:none/",
                        "--management.endpoint.health.validate-group-membership=false"));
    }

    RetryResult retry(RetryCommand command) {
        return context.getBean(PipelineRunRetrier.class).retry(command);
    }

    void complete(UUID requestId) {
        context.getBean(PipelineRunRetrier.class).complete(requestId);
    }

    RunRecorder recorder() {
        return context.getBean(RunRecorder.class);
    }

    MirrorStates followed() {
        return context.getBean(MirrorStates.class);
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    /** The requests for retries of the namespace, oldest first. */
    List<RetryRequest> requestsIn(String namespace) {
        RetryRequestFilter filter = RetryRequestFilter.ALL.in(List.of(namespace));
        return context.getBean(RetryRequestList.class).before(filter, null, 100).getContent();
    }

    /** The UIDs of the direct retries of the run, as recorded. */
    List<UUID> recordedRetries(UUID run) {
        return context.getBean(JdbcClient.class)
                .sql("select uid from pipeline_run where retry_of_uid = :run")
                .param("run", run)
                .query(UUID.class)
                .list();
    }

    /** Has this replica's scheduler look at once for what is due. */
    void look() {
        context.getBean(Scheduler.class).triggerCheckForDueExecutions();
    }

    /** How much is left to do in the namespace. */
    int scheduled(String namespace) {
        return jdbc().sql("""
                        select count(*) from scheduled_task
                         where task_instance in (select cast(id as text) from retry_request where namespace = ?)
                        """).param(namespace).query(Integer.class).single();
    }

    @Override
    public void close() {
        context.close();
    }

    /** Carries no stereotype, so that no other context finds it. */
    @EnableAutoConfiguration
    @ComponentScan({
        "io.tektonretry.history",
        "io.tektonretry.report",
        "io.tektonretry.retry",
        "io.tektonretry.schedule",
        "io.tektonretry.tekton",
        "io.tektonretry.worker"
    })
    @ConfigurationPropertiesScan({"io.tektonretry.retry", "io.tektonretry.schedule", "io.tektonretry.tekton"})
    @EntityScan("io.tektonretry.history")
    static class Beans {

        @Bean
        static Steps steps() {
            return new Steps();
        }

        @Bean
        RetryRights everybody() {
            return (requester, namespace, options) -> RetryRights.Answer.ALLOWED;
        }

        @Bean
        @Primary
        KubernetesClient clusterClient(ApiServerDouble cluster) {
            Account account = ChartAccounts.service(Map.of());
            cluster.account(account);
            return ClusterClient.of(
                    new ConfigBuilder(Config.empty())
                            .withMasterUrl(cluster.url())
                            .withOauthToken(account.user())
                            .build(),
                    ObservationRegistry.NOOP);
        }
    }
}
