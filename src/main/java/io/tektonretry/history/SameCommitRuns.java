package io.tektonretry.history;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds the other runs of the same job at the same commit: complete runs of other lineages, without retries. */
@Repository
public class SameCommitRuns {

    /** The inner limit makes PostgreSQL look each run up, however many it expects. */
    private static final String FIND =
            """
            select wanted.uid, other.uid
              from unnest(cast(:uids as uuid[]), cast(:most as int[])) as wanted (uid, most)
             cross join lateral (select * from pipeline_run where uid = wanted.uid limit 1) r
             cross join lateral (
                   select s.uid, s.created_at from pipeline_run s
                    where OF_S = OF_R and s.namespace = r.namespace and s.source_repository = r.source_repository
                      and s.source_job = r.source_job and s.source_revision = r.source_revision
                      and s.retry_number = 0 and s.parent_uid is null and s.base_uid <> r.base_uid
                    order by s.created_at desc, s.uid desc
                    limit wanted.most) other
             order by wanted.uid, other.created_at desc, other.uid desc
            """.replace("OF_S", NewestOfJob.COMMIT.formatted("s")).replace("OF_R", NewestOfJob.COMMIT.formatted("r"));

    private final JdbcClient jdbc;
    private final PipelineRunRecords runs;

    SameCommitRuns(JdbcClient jdbc, PipelineRunRecords runs) {
        this.jdbc = jdbc;
        this.runs = runs;
    }

    /**
     * Which runs to find.
     *
     * @param uid the run whose siblings are wanted
     * @param most maximum number, the newest ones
     */
    public record Wanted(UUID uid, int most) {}

    /** Newest first; empty for a run without repository, job or revision. */
    public Map<Wanted, List<PipelineRunRecord>> find(Collection<Wanted> wanted) {
        Map<UUID, Integer> most = wanted.stream().collect(toMap(Wanted::uid, Wanted::most, Math::max));
        Map<UUID, List<UUID>> siblings = siblings(most);
        Map<UUID, PipelineRunRecord> records =
                runs
                        .findByUids(siblings.values().stream()
                                .flatMap(List::stream)
                                .distinct()
                                .toList())
                        .stream()
                        .collect(toMap(PipelineRunRecord::uid, Function.identity()));
        return wanted.stream()
                .collect(toMap(
                        Function.identity(),
                        one -> siblings.getOrDefault(one.uid(), List.of()).stream()
                                .limit(one.most())
                                .map(records::get)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    private Map<UUID, List<UUID>> siblings(Map<UUID, Integer> most) {
        Map<UUID, List<UUID>> siblings = new HashMap<>();
        List<UUID> uids = List.copyOf(most.keySet());
        jdbc.sql(FIND)
                .param("uids", uids.toArray(UUID[]::new))
                .param("most", uids.stream().map(most::get).toArray(Integer[]::new))
                .query(row -> {
                    siblings.computeIfAbsent(row.getObject(1, UUID.class), uid -> new ArrayList<>())
                            .add(row.getObject(2, UUID.class));
                });
        return siblings;
    }
}
