package io.tektonretry.mirror;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.tekton.watch.EvidenceInformer;
import io.tektonretry.tekton.watch.EvidenceKind;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts the pods and Events that were observed, and reports which kinds cannot be watched. */
@Component
final class EvidenceMetrics {

    private final MeterRegistry meters;
    private final Set<EvidenceKind> known = ConcurrentHashMap.newKeySet();
    private volatile List<EvidenceInformer> informers = List.of();

    EvidenceMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(String outcome, int objects) {
        meters.counter("mirror.evidence", "outcome", outcome).increment(objects);
    }

    /** A kind is reachable when its informers in all namespaces are. */
    void follow(Collection<EvidenceInformer> followed) {
        informers = List.copyOf(followed);
        informers.stream()
                .map(EvidenceInformer::kind)
                .filter(known::add)
                .forEach(kind -> Gauge.builder("mirror.evidence.reachable", () -> isReachable(kind) ? 1 : 0)
                        .tag("kind", kind.name())
                        .strongReference(true)
                        .register(meters));
    }

    private boolean isReachable(EvidenceKind kind) {
        List<EvidenceInformer> ofKind =
                informers.stream().filter(informer -> informer.kind() == kind).toList();
        return !ofKind.isEmpty() && ofKind.stream().allMatch(EvidenceInformer::isWatching);
    }
}
