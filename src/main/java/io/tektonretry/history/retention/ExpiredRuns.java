package io.tektonretry.history.retention;

import io.tektonretry.history.LabelKeys;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.json.JsonMapper;

/** The SQL condition under which a run may be pruned, and its parameters. */
final class ExpiredRuns {

    private final Map<String, Object> parameters = new HashMap<>();
    private final StringJoiner cases = new StringJoiner(" ");

    ExpiredRuns(List<RetentionRule> rules, Instant now) {
        parameters.put("keep", LabelKeys.stored(TektonKeys.KEEP));
        for (int i = 0; i < rules.size(); i++) {
            add(rules.get(i), "rule" + i, now);
        }
    }

    private void add(RetentionRule rule, String name, Instant now) {
        StringJoiner fits = new StringJoiner(" and ").add("true");
        if (!rule.namespaces().isEmpty()) {
            fits.add("%1$s.namespace = any(:" + name + "Namespaces)");
            parameters.put(name + "Namespaces", rule.namespaces().toArray(String[]::new));
        }
        if (!rule.statuses().isEmpty()) {
            fits.add("%1$s.status = any(:" + name + "Statuses)");
            parameters.put(
                    name + "Statuses", rule.statuses().stream().map(Enum::name).toArray(String[]::new));
        }
        if (!rule.labels().isEmpty()) {
            fits.add("%1$s.labels @> cast(:" + name + "Labels as jsonb)");
            parameters.put(name + "Labels", JsonMapper.shared().writeValueAsString(LabelKeys.stored(rule.labels())));
        }
        String then = "false";
        if (rule.keepFor() != null) {
            then = "coalesce(%1$s.finished_at, %1$s.deleted_at) < :" + name + "Before";
            parameters.put(name + "Before", now.minus(rule.keepFor()).atOffset(ZoneOffset.UTC));
        }
        cases.add("when " + fits + " then " + then);
    }

    /** The condition for the run with this alias; never null. */
    String sql(String alias) {
        return ("coalesce(%1$s.status not in ('PENDING', 'RUNNING') and not jsonb_exists(%1$s.labels, :keep)"
                        + " and case " + cases + " else false end, false)")
                .formatted(alias);
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
