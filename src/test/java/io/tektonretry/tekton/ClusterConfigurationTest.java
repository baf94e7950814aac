package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class ClusterConfigurationTest {

    private static final ObjectProvider<ObservationRegistry> NO_OBSERVATIONS =
            new DefaultListableBeanFactory().getBeanProvider(ObservationRegistry.class);

    private static final List<String> SOURCES = List.of(
            Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
            Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY);

    @BeforeEach
    void forbidAllSources() {
        SOURCES.forEach(source -> System.setProperty(source, "false"));
    }

    @AfterEach
    void allowThem() {
        SOURCES.forEach(System::clearProperty);
    }

    @Test
    void stopsWhereNoClusterIsConfigured() {
        assertThatThrownBy(() -> new ClusterConfiguration().kubernetesClient(NO_OBSERVATIONS))
                .isInstanceOf(NoClusterException.class)
                .hasMessageContaining("KUBECONFIG");
    }
}
