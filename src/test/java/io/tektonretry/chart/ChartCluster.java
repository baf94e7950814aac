package io.tektonretry.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Has the cluster of a context tell the truth and let everybody in again after each test, or after a class that sets it up for all its
 * tests. Fails a class in which the service has asked for something that the chart does not grant.
 */
public final class ChartCluster implements AfterEachCallback, AfterAllCallback {

    @Override
    public void afterEach(ExtensionContext test) {
        if (test.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_METHOD) {
            clusters(test).forEach(ChartCluster::heal);
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        List<ApiServerDouble> clusters = clusters(tests).toList();
        clusters.forEach(ChartCluster::heal);
        assertThat(clusters.stream().flatMap(cluster -> cluster.refusals().stream()))
                .as("what the chart does not grant")
                .isEmpty();
    }

    private static void heal(ApiServerDouble cluster) {
        cluster.faults(Fault.NONE);
        cluster.access(review -> true);
    }

    private static Stream<ApiServerDouble> clusters(ExtensionContext tests) {
        ApplicationContext context = SpringExtension.getApplicationContext(tests);
        return Stream.concat(
                context.getBeanProvider(SimulatedCluster.class).stream().map(SimulatedCluster::api),
                context.getBeanProvider(ApiServerDouble.class).stream());
    }
}
