package io.tektonretry.demo;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.retry.PipelineRunRetrier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The past and the present of the made-up company. */
@TestConfiguration(proxyBeanMethods = false)
public class DemoConfiguration {

    private static final long SEED = 20_19;

    @Bean
    HistorySeed historySeed(
            SimulatedCluster cluster,
            RunRecorder recorder,
            PodOutcomes pods,
            RunEvents events,
            JdbcClient jdbc,
            JdbcOperations operations,
            RetryRequests requests,
            MirrorStates states,
            ClusterEpochs epochs) {
        return new HistorySeed(
                cluster,
                new HistoryRecords(recorder, pods, events, jdbc),
                new PastRequests(requests, operations),
                states,
                epochs,
                SEED);
    }

    @Bean(destroyMethod = "close")
    LiveTraffic liveTraffic(SimulatedCluster cluster, PipelineRunRetrier retrier) {
        return new LiveTraffic(cluster, new CiBot(retrier), SEED);
    }
}
