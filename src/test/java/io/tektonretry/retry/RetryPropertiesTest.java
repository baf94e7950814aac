package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.retry.plan.Neighbours;
import io.tektonretry.retry.plan.PipelinesAsCodeRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetryPropertiesTest {

    @Test
    void allowsFiftyAttemptsAndThirtyDaysWhereNothingIsSaid() {
        assertThat(properties(Map.of()).limits("ci")).isEqualTo(new RetryLimits(50, Duration.ofDays(30)));
    }

    @Test
    void takesFromANamespaceWhatItSaysAndTheRestFromAll() {
        RetryProperties properties = properties(Map.of(
                "max-attempts", "10",
                "max-age", "7d",
                "namespaces.release-eu.max-attempts", "2",
                "namespaces.ml.max-age", "90d"));

        assertThat(properties.limits("release-eu")).isEqualTo(new RetryLimits(2, Duration.ofDays(7)));
        assertThat(properties.limits("ml")).isEqualTo(new RetryLimits(10, Duration.ofDays(90)));
        assertThat(properties.limits("ci")).isEqualTo(new RetryLimits(10, Duration.ofDays(7)));
    }

    @Test
    void refusesLimitsThatCannotBeMeant() {
        assertThatThrownBy(() -> properties(Map.of("namespaces.ci.max-attempts", "0")))
                .rootCause()
                .hasMessageContaining("max-attempts is 0");
        assertThatThrownBy(() -> properties(Map.of("max-age", "-1d")))
                .rootCause()
                .hasMessageContaining("max-age is PT-24H");
        assertThatThrownBy(() -> properties(Map.of("max-tasks", "0")))
                .rootCause()
                .hasMessageContaining("max-tasks is 0");
        assertThatThrownBy(() -> properties(Map.of("stalled-after", "0s")))
                .rootCause()
                .hasMessageContaining("stalled-after is PT0S");
    }

    @Test
    void readsWhatControllersOfTheHouseWant() {
        Neighbours neighbours = properties(Map.of(
                        "metadata.leave-out[0]", "ci.example.com/*",
                        "metadata.set.labels[ci.example.com/kind]", "retry",
                        "metadata.set.annotations[note]", "not a label",
                        "metadata.finalizers[0]", "ci.example.com/report"))
                .metadata()
                .neighbours();

        assertThat(neighbours)
                .isEqualTo(new Neighbours(
                        List.of("ci.example.com/*"),
                        Map.of("ci.example.com/kind", "retry"),
                        Map.of("note", "not a label"),
                        List.of("ci.example.com/report")));
    }

    @Test
    void wantsNothingOfMetadataWhereNothingIsSaid() {
        assertThat(properties(Map.of("metadata.leave-out", "", "metadata.set.labels", ""))
                        .metadata()
                        .neighbours())
                .isEqualTo(properties(Map.of()).metadata().neighbours())
                .isEqualTo(Neighbours.none());
    }

    @Test
    void refusesMetadataThatNoRetryCouldHave() {
        assertThatThrownBy(() -> properties(Map.of("metadata.set.labels[tektonretry.io/root-uid]", "u")))
                .rootCause()
                .hasMessageContaining("tektonretry.io/root-uid");
        assertThatThrownBy(() -> properties(Map.of("metadata.set.labels[team]", "two words")))
                .rootCause()
                .hasMessageContaining("team: two words");
        assertThatThrownBy(() -> properties(Map.of("metadata.finalizers[0]", "no finalizer")))
                .rootCause()
                .hasMessageContaining("no finalizer");
    }

    @Test
    void respectsQueuesOfPipelinesAsCodeWhereNothingIsSaid() {
        assertThat(pipelinesAsCode(Map.of())).isEqualTo(PipelinesAsCodeRules.defaults());
        assertThat(pipelinesAsCode(Map.of("report", "false", "queue", "bypass")))
                .isEqualTo(new PipelinesAsCodeRules(false, PipelinesAsCodeRules.Queue.BYPASS));
        assertThatThrownBy(() -> pipelinesAsCode(Map.of("queue", "ignore")))
                .rootCause()
                .hasMessageContaining("ignore");
    }

    private static PipelinesAsCodeRules pipelinesAsCode(Map<String, String> values) {
        var source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("tektonretry.pipelines-as-code." + name, value));
        return new Binder(source)
                .bindOrCreate("tektonretry.pipelines-as-code", Bindable.of(PipelinesAsCodeProperties.class))
                .rules();
    }

    private static RetryProperties properties(Map<String, String> values) {
        var source = new MapConfigurationPropertySource();
        values.forEach((name, value) -> source.put("tektonretry.retry." + name, value));
        return new Binder(source).bindOrCreate("tektonretry.retry", Bindable.of(RetryProperties.class));
    }
}
