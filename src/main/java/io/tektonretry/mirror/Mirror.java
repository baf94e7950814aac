package io.tektonretry.mirror;

import io.tektonretry.history.LivingObjects;
import io.tektonretry.tekton.KindInformer;
import io.tektonretry.tekton.KindInformers;
import io.tektonretry.tekton.SeenBefore;
import io.tektonretry.tekton.TektonKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Follows the cluster from the start of the service to its end. */
@Component
final class Mirror implements SmartLifecycle {

    private final KindInformers cluster;
    private final LivingObjects living;
    private final DirtyObjects dirty;
    private final MirrorWriter writer;
    private final MirrorProperties properties;
    private final List<KindInformer> informers = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;
    private volatile boolean caughtUp;
    private @Nullable Thread thread;

    Mirror(
            KindInformers cluster,
            LivingObjects living,
            DirtyObjects dirty,
            MirrorWriter writer,
            MirrorProperties properties) {
        this.cluster = cluster;
        this.living = living;
        this.dirty = dirty;
        this.writer = writer;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopping = false;
        for (TektonKind kind : TektonKind.values()) {
            scopes().forEach(namespace -> informers.add(follow(kind, namespace.orElse(null))));
        }
        thread = new Thread(this::write, "mirror-writer");
        thread.start();
    }

    /** No event may come after the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        informers.forEach(KindInformer::close);
        stopping = true;
        Thread writing = thread;
        if (writing != null) {
            try {
                writing.join(properties.drainTimeout().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            writing.interrupt();
        }
        thread = null;
        informers.clear();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Whether everything that the cluster held at the start is written. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    List<KindInformer> informers() {
        return informers;
    }

    private Stream<Optional<String>> scopes() {
        List<String> namespaces = properties.namespaces();
        return namespaces.isEmpty()
                ? Stream.of(Optional.empty())
                : namespaces.stream().map(Optional::of);
    }

    private KindInformer follow(TektonKind kind, @Nullable String namespace) {
        Stream<SeenBefore> seenBefore = living.of(kind.kind(), namespace).stream()
                .map(object ->
                        new SeenBefore(object.uid(), object.namespace(), object.name(), object.resourceVersion()));
        return cluster.follow(kind, namespace, seenBefore, dirty);
    }

    private void write() {
        try {
            while (!stopping || dirty.size() > 0) {
                boolean complete = informers.stream().allMatch(KindInformer::isSynced);
                writer.writeNext();
                caughtUp |= complete && dirty.size() == 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
