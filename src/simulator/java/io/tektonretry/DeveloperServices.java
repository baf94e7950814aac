package io.tektonretry;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.demo.DemoConfiguration;
import io.tektonretry.demo.DemoOutput;
import io.tektonretry.postgres.DevelopmentPostgres;
import io.tektonretry.tekton.ClusterClient;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/** What the service needs from outside of it, for development. */
@TestConfiguration(proxyBeanMethods = false)
class DeveloperServices {

    /** Older than what the dashboard shows unasked. */
    private static final Duration AGE_OF_RECORDINGS = Duration.ofDays(40);

    @Bean(destroyMethod = "close")
    DevelopmentPostgres postgres() {
        return DevelopmentPostgres.start(Path.of(".data/postgres"));
    }

    @Bean
    @Profile("cluster")
    JdbcConnectionDetails database(DevelopmentPostgres postgres) {
        return postgres.database();
    }

    @Bean
    @Profile("cluster")
    FirstSteps firstSteps() {
        return new FirstSteps(Duration.ZERO);
    }

    /** A cluster that begins anew with each start: with recorded runs, and the present of a made-up company. */
    @TestConfiguration(proxyBeanMethods = false)
    @Profile("!cluster")
    @Import(DemoConfiguration.class)
    static class Simulation {

        /** Only a recorded run is certain to be there until it is retried. */
        @Bean
        FirstSteps firstStepsWithRecordings() {
            return new FirstSteps(AGE_OF_RECORDINGS);
        }

        @Bean
        JdbcConnectionDetails simulationDatabase(DevelopmentPostgres postgres) {
            return postgres.emptyDatabase("simulation");
        }

        @Bean(destroyMethod = "close")
        SimulatedCluster cluster() {
            return SimulatedCluster.startLongAfter(AGE_OF_RECORDINGS, Duration.ofSeconds(1))
                    .withPods(new DemoOutput());
        }

        @Bean
        @Primary
        KubernetesClient simulatedClient(SimulatedCluster cluster) {
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.url())
                    .build();
            return ClusterClient.of(config, ObservationRegistry.NOOP);
        }
    }
}
