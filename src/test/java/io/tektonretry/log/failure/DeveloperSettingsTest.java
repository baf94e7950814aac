package io.tektonretry.log.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class DeveloperSettingsTest {

    @Test
    void keepLogsOfRecordingsThatAreYearsOld() throws IOException {
        var settings =
                new YamlPropertySourceLoader().load("developer", new ClassPathResource("application-developer.yaml"));

        FailureLogProperties logs = new Binder(ConfigurationPropertySources.from(settings))
                .bind("tektonretry.mirror", FailureLogProperties.class)
                .get();

        assertThat(logs.failureLogAge()).isGreaterThan(Duration.ofDays(1000));
    }
}
