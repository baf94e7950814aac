package io.tektonretry.history.evidence;

import io.tektonretry.history.document.Documents;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds the records of TaskRuns in Tekton Results, whose watcher writes their names to the TaskRuns. */
@Repository
public class ResultsRecords {

    private static final String FIND = """
            select t.uid, p.created_at from pod_outcome p join task_run t on OWNS
             where p.namespace = :namespace and p.name = :pod
             union all
            select t.uid, t.created_at from task_attempt a join task_run t on t.uid = a.task_run_uid
             where a.pod_uid is not null and hashtextextended(a.pod_name, 0) = hashtextextended(:pod, 0)
               and a.pod_name = :pod and t.namespace = :namespace
             order by created_at desc
             limit 1
            """.replace("OWNS", PodOutcomes.OWNS);

    private static final String ANNOTATION = "results.tekton.dev/record";

    private static final Pattern RECORD =
            Pattern.compile("([-a-z0-9]{1,63})/results/([-A-Za-z0-9]{1,63})/records/([-A-Za-z0-9]{1,63})");

    private final JdbcClient jdbc;
    private final Documents documents;

    ResultsRecords(JdbcClient jdbc, Documents documents) {
        this.jdbc = jdbc;
        this.documents = documents;
    }

    /**
     * The name of the log of the TaskRun that the pod executed. Anyone who may write TaskRuns can write any name, so a
     * name in another namespace is ignored.
     */
    public Optional<String> logOf(String namespace, String pod) {
        List<UUID> taskRun = jdbc.sql(FIND)
                .param("namespace", namespace)
                .param("pod", pod)
                .query((row, number) -> row.getObject("uid", UUID.class))
                .list();
        return documents
                .read(
                        taskRun,
                        document -> document.path("metadata")
                                .path("annotations")
                                .path(ANNOTATION)
                                .asString(""))
                .values()
                .stream()
                .map(RECORD::matcher)
                .filter(record -> record.matches() && record.group(1).equals(namespace))
                .map(ResultsRecords::log)
                .findFirst();
    }

    private static String log(Matcher record) {
        return "%s/results/%s/logs/%s".formatted(record.group(1), record.group(2), record.group(3));
    }
}
