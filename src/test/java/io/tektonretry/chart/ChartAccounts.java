package io.tektonretry.chart;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.Grant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts that the chart's pods run under, with what the chart grants them. */
public final class ChartAccounts {

    private static final Map<Map<String, String>, Chart> RENDERED = new ConcurrentHashMap<>();

    private ChartAccounts() {}

    /** Whether Helm's library is there for this platform. */
    public static boolean areKnown() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** That of the service with these values; one that may do everything where the chart cannot be rendered. */
    public static Account service(Map<String, String> values) {
        if (!areKnown()) {
            return new Account("everybody", List.of(Grant.EVERYTHING));
        }
        Chart chart = chart(values);
        return chart.account(chart.only(Deployment.class).getSpec().getTemplate());
    }

    /** That of the CronJob which releases runs while the service is down. */
    public static Account overdue(Map<String, String> values) {
        Chart chart = chart(values);
        return chart.account(
                chart.only(CronJob.class).getSpec().getJobTemplate().getSpec().getTemplate());
    }

    /** That of the hook which releases runs when the service is gone. */
    public static Account uninstall(Map<String, String> values) {
        Chart chart = chart(values);
        return chart.account(chart.only(Job.class).getSpec().getTemplate());
    }

    private static Chart chart(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("datasource.secret", "database");
        return RENDERED.computeIfAbsent(all, Chart::withHooks);
    }
}
