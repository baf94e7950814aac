package io.tektonretry.retry;

import static java.util.stream.Collectors.joining;

import io.tektonretry.retry.plan.ClaimState;
import io.tektonretry.retry.plan.Dependency;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions.OnMissingDependency;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.Warning;
import io.tektonretry.retry.plan.WarningCode;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.OwnedObjects;
import io.tektonretry.tekton.OwnedObjects.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Checks whether the ConfigMaps, Secrets and claims exist that a planned retry needs, and which of them belong to a run
 * of the lineage.
 */
@Component
class PlanDependencies {

    private final OwnedObjects cluster;
    private final RetryProperties properties;

    PlanDependencies(OwnedObjects cluster, RetryProperties properties) {
        this.cluster = cluster;
        this.properties = properties;
    }

    /**
     * The plan with the results of the check.
     *
     * @param lineage UIDs of the runs of the lineage; objects that none of them owns belong to someone else
     */
    RetryPlan looked(RetryPlan plan, String namespace, Set<String> lineage, OnMissingDependency onMissing) {
        if (!plan.retryable() || plan.dependencies().isEmpty()) {
            return plan;
        }
        try {
            return look(plan, namespace, lineage, onMissing);
        } catch (ClusterUnavailableException e) {
            return plan.refusedFor(List.of(Refusal.of(
                    RefusalCode.CLUSTER_UNAVAILABLE,
                    "The cluster did not answer whether the objects that the run needs exist (%s); try again"
                            .formatted(e.getMessage()))));
        }
    }

    private RetryPlan look(RetryPlan plan, String namespace, Set<String> lineage, OnMissingDependency onMissing) {
        List<Dependency> missing = new ArrayList<>();
        List<Dependency> unseen = new ArrayList<>();
        List<String> adopted = new ArrayList<>();
        for (Dependency dependency : plan.dependencies()) {
            if (dependency.kind() == Dependency.Kind.SECRET && !properties.secrets()) {
                unseen.add(dependency);
                continue;
            }
            OwnedObjects.Kind kind = kind(dependency);
            Found found = cluster.find(kind, namespace, dependency.name());
            if (found instanceof Found.Missing) {
                missing.add(dependency);
            } else if (found instanceof Found.Forbidden) {
                unseen.add(dependency);
            } else if (found instanceof Found.Present present && !Collections.disjoint(present.owners(), lineage)) {
                adopted.add(new AdoptedObject(kind, dependency.name()).kept());
            }
        }
        RetryPlan looked = plan.adopting(adopted).warnedOf(unseen.isEmpty() ? List.of() : List.of(unseen(unseen)));
        if (missing.isEmpty()) {
            return looked;
        }
        return onMissing == OnMissingDependency.WARN
                ? looked.warnedOf(List.of(
                        new Warning(WarningCode.DEPENDENCY_MISSING, message(missing, namespace), tasks(missing))))
                : looked.refusedFor(List.of(new Refusal(
                        RefusalCode.DEPENDENCY_MISSING,
                        message(missing, namespace)
                                + "; create it again, or use onMissingDependency WARN to start the retry without it",
                        tasks(missing),
                        null)));
    }

    /**
     * The state of each of these claims.
     *
     * @param lineage UIDs of the runs of the lineage
     * @throws ClusterUnavailableException when the cluster cannot be asked
     */
    Map<String, ClaimState> claims(Collection<String> claims, String namespace, Set<String> lineage) {
        Map<String, ClaimState> states = new HashMap<>();
        for (String claim : claims) {
            states.put(claim, state(cluster.find(OwnedObjects.Kind.CLAIM, namespace, claim), lineage));
        }
        return states;
    }

    /** A claim belongs to the lineage only if one of its runs owns it: a name proves nothing. */
    private static ClaimState state(Found claim, Set<String> lineage) {
        if (claim instanceof Found.Forbidden forbidden) {
            throw new ClusterUnavailableException(forbidden.message());
        }
        if (claim instanceof Found.Present present) {
            return Collections.disjoint(present.owners(), lineage) ? ClaimState.PRESENT : ClaimState.OWNED;
        }
        return ClaimState.GONE;
    }

    private static OwnedObjects.Kind kind(Dependency dependency) {
        return switch (dependency.kind()) {
            case CONFIG_MAP -> OwnedObjects.Kind.CONFIG_MAP;
            case SECRET -> OwnedObjects.Kind.SECRET;
            case CLAIM -> OwnedObjects.Kind.CLAIM;
        };
    }

    private static String message(List<Dependency> missing, String namespace) {
        return "Tasks that run again need objects that do not exist in namespace %s: %s"
                .formatted(namespace, titles(missing));
    }

    private static Warning unseen(List<Dependency> unseen) {
        return new Warning(
                WarningCode.DEPENDENCY_NOT_LOOKED_UP,
                "The service may not see whether these objects exist, and cannot protect them from "
                        + "deletion with the failed run: "
                        + titles(unseen),
                tasks(unseen));
    }

    private static String titles(List<Dependency> dependencies) {
        return dependencies.stream().map(Dependency::title).collect(joining(", "));
    }

    private static List<String> tasks(List<Dependency> dependencies) {
        return dependencies.stream()
                .flatMap(dependency -> dependency.tasks().stream())
                .distinct()
                .toList();
    }
}
