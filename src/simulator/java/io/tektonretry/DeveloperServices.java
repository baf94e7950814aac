package io.tektonretry;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.postgres.DevelopmentPostgres;
import io.tektonretry.tekton.ClusterClient;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/** What the service needs from outside of it, for development. */
@TestConfiguration(proxyBeanMethods = false)
class DeveloperServices {

    @Bean(destroyMethod = "close")
    DevelopmentPostgres postgres() {
        return DevelopmentPostgres.start(Path.of(".data/postgres"));
    }

    @Bean
    JdbcConnectionDetails database(DevelopmentPostgres postgres) {
        return postgres.database();
    }

    @Bean
    FirstSteps firstSteps() {
        return new FirstSteps();
    }

    /** A cluster with the runs that were recorded, in which new runs are executed. */
    @TestConfiguration(proxyBeanMethods = false)
    @Profile("!cluster")
    static class Simulation {

        @Bean(destroyMethod = "close")
        SimulatedCluster cluster() {
            return SimulatedCluster.start(Duration.ofSeconds(1)).withPods();
        }

        @Bean
        @Primary
        KubernetesClient simulatedClient(SimulatedCluster cluster) {
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(cluster.url())
                    .build();
            return ClusterClient.of(config);
        }
    }
}
