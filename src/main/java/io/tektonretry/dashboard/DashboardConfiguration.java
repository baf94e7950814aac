package io.tektonretry.dashboard;

import io.tektonretry.web.PageDocuments;
import io.tektonretry.web.PublicFiles;
import io.tektonretry.web.SignIn;
import jakarta.servlet.http.HttpServletRequest;
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
    Graphiql graphiql(DashboardProperties properties) {
        return properties.graphiql() ? Graphiql.load() : Graphiql.off();
    }

    @Bean
    PublicFiles graphiqlFiles(Graphiql graphiql) {
        return call -> isRead(call) && graphiql.find(call.getRequestURI()).isPresent();
    }

    @Bean
    PublicFiles publicFiles() {
        return call -> isRead(call) && PATHS.matcher(call.getRequestURI()).matches();
    }

    private static boolean isRead(HttpServletRequest call) {
        return call.getMethod().equals("GET") || call.getMethod().equals("HEAD");
    }
}
