package io.tektonretry.dashboard;

import io.tektonretry.web.PageDocuments;
import io.tektonretry.web.PublicFiles;
import io.tektonretry.web.SignIn;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the parts of the dashboard. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DashboardProperties.class)
class DashboardConfiguration {

    private static final Pattern PATHS = Pattern.compile("/|/(assets|runs)/.*|/(runs|reports|requests|mirror)");

    @Bean
    DashboardFiles dashboardFiles() {
        return new DashboardFiles();
    }

    @Bean
    Shell shell(DashboardFiles files, DashboardProperties properties, ObjectProvider<SignIn> signIn) {
        return new Shell(files, properties, signIn.getIfAvailable());
    }

    @Bean
    PageDocuments dashboardDocuments(DashboardFiles files) {
        return () -> DashboardDocuments.in(files.texts());
    }

    @Bean
    PublicFiles publicFiles() {
        return call -> (call.getMethod().equals("GET") || call.getMethod().equals("HEAD"))
                && PATHS.matcher(call.getRequestURI()).matches();
    }
}
