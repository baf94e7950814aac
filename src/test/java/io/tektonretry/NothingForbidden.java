package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.SimulatedCluster;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Fails a class of tests in which the service has asked its cluster for something that the chart does not grant. */
final class NothingForbidden implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext tests) {
        SimulatedCluster cluster = SpringExtension.getApplicationContext(tests).getBean(SimulatedCluster.class);
        assertThat(cluster.api().refusals()).as("what the chart grants").isEmpty();
    }
}
