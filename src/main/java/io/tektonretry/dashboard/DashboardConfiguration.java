package io.tektonretry.dashboard;

import io.tektonretry.web.PublicFiles;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the dashboard together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DashboardProperties.class)
class DashboardConfiguration {

    private static final Pattern PATHS = Pattern.compile("/|/(assets|runs)/.*|/(runs|requests|mirror)");

    @Bean
    DashboardFiles dashboardFiles() {
        return new DashboardFiles();
    }

    @Bean
    Shell shell(DashboardFiles files, DashboardProperties properties) {
        return new Shell(files, properties);
    }

    @Bean
    PublicFiles publicFiles() {
        return call -> (call.getMethod().equals("GET") || call.getMethod().equals("HEAD"))
                && PATHS.matcher(call.getRequestURI()).matches();
    }
}
