package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.RequestFailedException;
import io.tektonretry.tekton.TektonKind;
import io.tektonretry.worker.Backoff;
import io.tektonretry.worker.Worker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import tools.jackson.core.JacksonException;

/**
 * Lists and watches all objects of a kind in one namespace, or in all, until it is closed; it recovers from every
 * interruption.
 */
public final class KindInformer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KindInformer.class);

    private final TektonKind kind;
    private final String namespace;
    private final KindRequests requests;
    private final ClusterProperties properties;
    private final Clock clock;
    private final Supplier<ResumePoint> before;
    private final KindListener listener;
    private final KindStream stream;
    private final Backoff backoff;
    private final Worker worker;

    private boolean begun;
    private boolean wasUnreadable;
    private @Nullable ClusterFailure logged;
    private volatile boolean synced;
    private volatile boolean closed;
    private volatile Instant lastContact;
    private volatile @Nullable Instant lastEvent;
    private volatile @Nullable ClusterFailure failure;
    private volatile @Nullable ChangeLines lines;

    KindInformer(
            TektonKind kind,
            @Nullable String namespace,
            KindRequests requests,
            ClusterProperties properties,
            Clock clock,
            Supplier<ResumePoint> before,
            KindListener listener,
            Worker worker) {
        this.kind = kind;
        this.namespace = namespace == null ? "" : namespace;
        this.requests = requests;
        this.properties = properties;
        this.clock = clock;
        this.before = before;
        this.listener = listener;
        this.stream = new KindStream(kind, listener, clock);
        this.backoff = new Backoff(properties.longestPause());
        this.lastContact = clock.instant();
        this.worker = worker;
    }

    void start() {
        worker.start(this::follow);
    }

    /** Whether the first complete list was delivered, or the cluster lacks this kind and may do so. */
    public boolean isSynced() {
        return synced || isAbsent();
    }

    /** Whether the cluster lacks this kind and may do so. */
    public boolean isAbsent() {
        ClusterFailure last = failure;
        return kind.isOptional() && last != null && last.isAbsence();
    }

    /** Whether a watch is open. */
    public boolean isWatching() {
        return lines != null;
    }

    /** Whether its thread is alive; it only ends when it is closed. */
    public boolean isAlive() {
        return worker.isAlive();
    }

    /** When the API server last answered; before that, when the informer was created. */
    public Instant lastContact() {
        return lastContact;
    }

    /** When the last change was seen; null before the first one. */
    public @Nullable Instant lastEvent() {
        return lastEvent;
    }

    /** The last failure; empty once the cluster has answered again. */
    public Optional<ClusterFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Closes a watch that was silent for too long, or whose events are ignored. */
    void closeIfStale() {
        ChangeLines watched = lines;
        if (watched != null && listener.isOutdated()) {
            watched.close();
        } else if (watched != null) {
            watched.endSilence(properties.watchSilence());
        }
    }

    private boolean isOver() {
        return closed || listener.isOutdated();
    }

    /** Closes all of them at the same time. */
    public static void closeAll(Collection<KindInformer> informers) {
        informers.forEach(KindInformer::end);
        informers.forEach(KindInformer::close);
    }

    /** Returns when the listener will receive nothing more. */
    @Override
    public void close() {
        end();
        worker.awaitEnd(properties.patience());
    }

    private void end() {
        closed = true;
        worker.interrupt();
        ChangeLines watched = lines;
        if (watched != null) {
            watched.close();
        }
    }

    private void follow() throws InterruptedException {
        try {
            goOn();
        } catch (RequestFailedException
                | ClusterUnavailableException
                | KubernetesClientException
                | JacksonException
                | NestedRuntimeException e) { // The last comes from the listener, which asks a database.
            failed(e);
        }
    }

    private void goOn() throws InterruptedException {
        begun &= !listener.isOutdated();
        if (!begun) {
            stream.begin(before.get());
            begun = true;
        }
        if (!stream.mustList()) {
            stream.compare(requests.newestVersion());
        }
        if (stream.mustList()) {
            stream.list(token -> {
                ObjectPage page = requests.page(token);
                lastContact = clock.instant();
                return page;
            });
        }
        reachedTheCluster();
        watch();
    }

    private void watch() throws InterruptedException {
        Instant opened = clock.instant();
        try (ChangeLines watched = requests.watch(stream.resourceVersion(), properties.watchTimeout())) {
            stream.sweep(listener.recorded());
            failure = null;
            lines = watched;
            lastContact = clock.instant();
            byte[] line = closed ? null : watched.next();
            for (; line != null && !isOver(); line = watched.next()) {
                take(line);
                listener.awaitRoom();
            }
            lastContact = line == null ? clock.instant() : lastContact;
        } catch (IOException e) {
            throw new RequestFailedException(ClusterFailure.of(e));
        } finally {
            lines = null;
        }
        if (opened.plusSeconds(1).isAfter(clock.instant()) && !isOver()) {
            backoff.await();
        }
    }

    private void take(byte[] line) {
        WatchEvent event;
        try {
            event = ObjectJson.event(line);
        } catch (JacksonException e) {
            throw unreadable(e.getOriginalMessage());
        }
        if (!event.isKnown()) {
            throw unreadable("its type is \"" + event.type() + "\"");
        }
        stream.take(event);
        wasUnreadable = false;
        logged = null;
        lastContact = clock.instant();
        lastEvent = event.type().equals("BOOKMARK") ? lastEvent : lastContact;
        backoff.reset();
    }

    /** The connection may have mangled the event. If it is unreadable again, only a list can show what it was about. */
    private RequestFailedException unreadable(String cause) {
        if (wasUnreadable) {
            stream.mustList(Listing.Reason.UNREADABLE);
        }
        wasUnreadable = !wasUnreadable;
        return new RequestFailedException(new ClusterFailure(0, "a change cannot be read: " + cause));
    }

    private void reachedTheCluster() {
        if (!synced) {
            LOG.atInfo()
                    .addKeyValue("kind", kind.kind())
                    .addKeyValue("namespace", namespace)
                    .log("Objects are listed and watched");
        }
        synced = true;
    }

    /** Each new failure is logged once, however often it repeats. */
    private void failed(RuntimeException cause) throws InterruptedException {
        ClusterFailure now = ClusterFailure.of(cause);
        if (now.isExpiry() && !stream.mustList()) {
            stream.expired();
        } else if (!now.equals(logged) && !isOver()) {
            logged = now;
            LOG.atWarn()
                    .addKeyValue("kind", kind.kind())
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("cause", now.message())
                    .log("Objects cannot be listed or watched; trying again");
        }
        failure = now;
        if (!closed) {
            Duration asked = cause instanceof RequestFailedException refused ? refused.retryAfter() : Duration.ZERO;
            Thread.sleep(asked.toMillis());
            backoff.await();
        }
    }
}
