package io.tektonretry.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Fails a class of tests in which the service has asked its cluster for something that the chart does not grant. */
public final class NothingForbidden implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext tests) {
        ApplicationContext context = SpringExtension.getApplicationContext(tests);
        Stream<ApiServerDouble> clusters = Stream.concat(
                context.getBeanProvider(SimulatedCluster.class).stream().map(SimulatedCluster::api),
                context.getBeanProvider(ApiServerDouble.class).stream());
        assertThat(clusters.flatMap(cluster -> cluster.refusals().stream()))
                .as("what the chart does not grant")
                .isEmpty();
    }
}
