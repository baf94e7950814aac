package io.tektonretry.report.fact;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists the groups of attempts that have a success and a failure. */
@Repository
class FlakyGroups {

    private static final String OF_LINEAGES = """
            select distinct commit_hash from attempt_fact
             where base_uid = any(:bases) and commit_hash is not null and verdict is not null
            """;

    private static final String INSERT = """
            insert into flaky_group (series_id, branch_hash, commit_hash, began_at, failed_at)
            with version as materialized (
                select a.*, 1 as weight, b.branch
                  from attempt_fact a
                 cross join lateral (values (cast(0 as bigint)), (a.branch_hash)) b (branch)
                 where a.commit_hash = any(:groups) and a.verdict is not null and b.branch is not null
            ), GROUPS
            select series_id, branch, commit_hash, began_at, failed_at from commit_group where is_flake
             union all
            select series_id, branch, commit_hash, began_at, failed_at from inputs_group where is_flake
            """.replace("GROUPS", FlakinessGroups.OF_VERSIONS.strip());

    private final JdbcClient jdbc;

    FlakyGroups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The groups that attempts of these lineages belong to. */
    List<Long> of(Collection<UUID> bases) {
        return jdbc.sql(OF_LINEAGES)
                .param("bases", bases.toArray(UUID[]::new))
                .query(Long.class)
                .list();
    }

    /** Judges these groups again. */
    void refresh(Collection<Long> groups) {
        for (String statement : List.of("delete from flaky_group where commit_hash = any(:groups)", INSERT)) {
            jdbc.sql(statement).param("groups", groups.toArray(Long[]::new)).update();
        }
    }
}
