package io.tektonretry.graphql;

import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.error.ForbiddenException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.history.audit.AuditEvent;
import io.tektonretry.history.audit.AuditFilter;
import io.tektonretry.history.audit.AuditList;
import io.tektonretry.history.audit.AuditOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Lists the audit for callers with the right to do so. */
@Controller
final class AuditQueries {

    /** The filter of the query. */
    record Filter(
            @Nullable List<String> namespaces,
            @Nullable List<String> actors,
            @Nullable List<AuditOutcome> outcomes,
            @Nullable List<String> codes,
            @Nullable String runId,
            PipelineRunFilterInput.@Nullable DateTimeRange during) {

        private AuditFilter filter() {
            return new AuditFilter(
                    orEmpty(namespaces),
                    orEmpty(actors),
                    orEmpty(outcomes),
                    orEmpty(codes),
                    runId == null ? null : NodeId.parseRun(runId),
                    during == null ? null : during.from(),
                    during == null ? null : during.to());
        }

        private static <T> List<T> orEmpty(@Nullable List<T> values) {
            return values == null ? List.of() : values;
        }
    }

    private final AuditList audit;
    private final RunAccess access;

    AuditQueries(AuditList audit, RunAccess access) {
        this.audit = audit;
        this.access = access;
    }

    @QueryMapping
    Connection<AuditEvent> auditEvents(@Arguments PageArguments page, @Argument @Nullable Filter filter) {
        AuditFilter permitted = permitted(filter == null ? AuditFilter.ALL : filter.filter());
        return Connection.uncounted(audit, permitted, AuditEvent::position, page);
    }

    /**
     * Calls that name no run belong to no namespace: only callers who may list the audit in all namespaces see them.
     */
    private AuditFilter permitted(AuditFilter filter) {
        if (!(access.auditableNamespaces(() -> known(filter.namespaces())) instanceof ReadableNamespaces.Only only)) {
            return filter;
        }
        if (only.names().isEmpty()) {
            throw new ForbiddenException("Reading the audit needs the right to `list` auditevents.tektonretry.io.");
        }
        return filter.in(List.copyOf(only.names()));
    }

    private List<String> known(List<String> wanted) {
        List<String> known = audit.namespaces();
        return wanted.isEmpty()
                ? known
                : known.stream().filter(wanted::contains).toList();
    }
}
