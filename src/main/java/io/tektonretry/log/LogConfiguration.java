package io.tektonretry.log;

import io.tektonretry.history.evidence.ResultsRecords;
import io.tektonretry.tekton.PodLogs;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Lists the log sources in the order in which they are asked. */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {

    private static final int THREADS = 2;
    private static final int IDLE_SECONDS = 10;

    @Bean
    LogSource logs(LogProperties properties, PodLogs pods, ResultsRecords records) {
        Executor threads = threads();
        HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.patience())
                .build();
        List<LogSource> sources = new ArrayList<>();
        if (properties.pods()) {
            sources.add(new PodLogSource(pods, properties.patience()));
        }
        URI external = properties.externalUrl();
        if (external != null) {
            sources.add(new ArchiveLogSource(
                    "The archive of logs",
                    http,
                    query -> Optional.of(external(external, query)),
                    null,
                    properties.patience(),
                    threads));
        }
        LogArchive results = properties.results();
        if (results.url() != null) {
            sources.add(new ArchiveLogSource(
                    "Tekton Results",
                    http,
                    query -> records.logOf(query.namespace(), query.pod())
                            .map(log -> URI.create(results.url() + "/apis/results.tekton.dev/v1alpha2/parents/" + log)),
                    results.tokenFile(),
                    properties.patience(),
                    threads));
        }
        LogArchive kubeArchive = properties.kubeArchive();
        if (kubeArchive.url() != null) {
            sources.add(new ArchiveLogSource(
                    "KubeArchive",
                    http,
                    query -> Optional.of(URI.create("%s/api/v1/namespaces/%s/pods/%s/log?container=%s"
                            .formatted(kubeArchive.url(), query.namespace(), query.pod(), query.container()))),
                    kubeArchive.tokenFile(),
                    properties.patience(),
                    threads));
        }
        return new LogSources(sources);
    }

    /** Threads for blocking work; the number of open logs bounds their queue. */
    private static Executor threads() {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("logs-");
        factory.setDaemon(true);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    static URI external(URI base, LogQuery query) {
        Map<String, @Nullable Instant> times = new LinkedHashMap<>();
        times.put("startTime", query.start());
        times.put("completionTime", query.end());
        String parameters = times.entrySet().stream()
                .filter(time -> time.getValue() != null)
                .map(time -> time.getKey() + "="
                        + URLEncoder.encode(String.valueOf(time.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create("%s/%s/%s/%s%s"
                .formatted(
                        base,
                        query.namespace(),
                        query.pod(),
                        query.container(),
                        parameters.isEmpty() ? "" : "?" + parameters));
    }
}
