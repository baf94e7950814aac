package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.RequestFailedException;
import io.tektonretry.tekton.StatusJson;
import io.tektonretry.tekton.TektonKind;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the lists and watch events of a kind into calls of a listener. It remembers only the last reported version of
 * each object, which is enough to find deleted objects with a complete list.
 */
final class KindStream {

    /** A single answer with an older resourceVersion may be stale; repeated ones mean that the cluster was restored. */
    private static final int BELIEVED_REGRESSIONS = 3;

    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private final TektonKind kind;
    private final KindListener listener;
    private final Clock clock;
    private final Map<UUID, Long> told = new HashMap<>();
    private long highest;
    private long behind;
    private int regressions;
    private boolean overlooked;
    private @Nullable Position position;
    private @Nullable Position listedAhead;
    private Listing.@Nullable Reason reasonToList = Listing.Reason.FIRST;

    KindStream(TektonKind kind, KindListener listener, Clock clock) {
        this.kind = kind;
        this.listener = listener;
        this.clock = clock;
    }

    /** After a restart, keep only the UIDs: versions of the previous stream are not comparable. */
    void begin(ResumePoint before) {
        told.replaceAll((uid, version) -> 0L);
        highest = 0;
        before.living().forEach(object -> {
            told.put(object.uid(), object.resourceVersion());
            highest = Math.max(highest, object.resourceVersion());
        });
        position = before.position();
        listedAhead = null;
        if (position == null) {
            mustList(Listing.Reason.FIRST);
        } else if (before.isRestored()) {
            mustList(Listing.Reason.RESTORED);
        } else {
            highest = Math.max(highest, position.resourceVersion());
            mustList(Listing.Reason.RESUMED);
        }
    }

    boolean mustList() {
        return reasonToList != null;
    }

    void mustList(Listing.Reason reason) {
        reasonToList = reason;
    }

    /**
     * The API server has forgotten the changes after the position. A list made on resuming does not prevent a gap:
     * until the watch has caught up with it, events report the past, including objects that are already gone.
     */
    void expired() {
        mustList(listedAhead == null ? Listing.Reason.EXPIRED : Listing.Reason.DOWNTIME);
    }

    /** The resourceVersion to watch from. */
    long resourceVersion() {
        return Objects.requireNonNull(position, "not listed yet").resourceVersion();
    }

    /**
     * Compares the newest resourceVersion of the API server with the highest one seen.
     *
     * @throws RequestFailedException when it is lower; after several times the cluster counts as restored instead
     */
    void compare(long newest) throws InterruptedException {
        if (newest >= highest) {
            regressions = 0;
            behind = newest;
            return;
        }
        if (++regressions < BELIEVED_REGRESSIONS) {
            throw new RequestFailedException(new ClusterFailure(
                    0, "the newest resourceVersion is " + newest + ", though " + highest + " was seen before"));
        }
        restored(newest);
    }

    private void restored(long newest) throws InterruptedException {
        listener.restored();
        regressions = 0;
        highest = newest;
        behind = newest;
        told.replaceAll((uid, version) -> 0L);
        mustList(Listing.Reason.RESTORED);
    }

    /** Reports the objects of a complete list and those that are missing from it. */
    void list(Pages pages) throws InterruptedException {
        ObjectPage page = pages.get("");
        long version = page.resourceVersion();
        compare(version);
        highest = version;
        overlooked = false;
        Set<UUID> present = new HashSet<>(2 * told.size());
        tell(page, present);
        while (!page.next().isEmpty()) {
            listener.awaitRoom();
            page = pages.get(page.next());
            tell(page, present);
        }
        sweep(present, version);
        listed(new Position(version, clock.instant()));
    }

    /** After downtime, the changes since the old position may still be available, so the position is kept for now. */
    private void listed(Position listed) {
        Listing.Reason reason = Objects.requireNonNull(reasonToList);
        listener.listed(new Listing(reason, position, listed));
        if (reason == Listing.Reason.RESUMED) {
            listedAhead = listed;
        } else {
            position = listed;
            listedAhead = null;
        }
        reasonToList = null;
    }

    /**
     * Reports the objects of a page.
     *
     * @throws RequestFailedException when an object is older than reported although the list is not: the cluster was
     * restored
     */
    private void tell(ObjectPage page, Set<UUID> present) throws InterruptedException {
        for (ScannedObject item : page.items()) {
            LiveObject object = read(item);
            if (object != null) {
                present.add(object.uid());
                long before = told.getOrDefault(object.uid(), 0L);
                if (object.resourceVersion() < before) {
                    restored(highest);
                    throw new RequestFailedException(new ClusterFailure(
                            0,
                            "the cluster was restored: an object is at resourceVersion " + object.resourceVersion()
                                    + ", though " + before + " was seen before"));
                }
                if (object.resourceVersion() == before) {
                    listener.unchanged(object);
                } else {
                    seen(object);
                }
            }
        }
    }

    /**
     * Reports recorded objects that this stream has not seen up to its position as gone. Another replica recorded them
     * after this one had listed.
     */
    void sweep(Collection<KnownObject> recorded) {
        long version = resourceVersion();
        recorded.stream()
                .filter(object -> !told.containsKey(object.uid()) && object.resourceVersion() <= version)
                .forEach(object -> vanished(object.uid(), version));
    }

    private void sweep(Set<UUID> present, long version) {
        List<UUID> missing = told.entrySet().stream()
                .filter(object -> !present.contains(object.getKey()) && object.getValue() <= version)
                .map(Map.Entry::getKey)
                .toList();
        missing.forEach(uid -> vanished(uid, version));
    }

    /** Any missing object might be the one that could not be read. */
    private void vanished(UUID uid, long version) {
        if (!overlooked) {
            told.remove(uid);
            listener.vanished(uid, version);
        }
    }

    /** Handles an event of a watch. */
    void take(WatchEvent event) {
        switch (event.type()) {
            case "BOOKMARK" -> bookmark(event.object().resourceVersion());
            case "ERROR" ->
                throw new RequestFailedException(
                        StatusJson.failure(event.object().json()));
            default -> {
                LiveObject object = read(event.object());
                if (object != null && event.type().equals("DELETED")) {
                    told.remove(object.uid());
                    listener.deleted(object);
                } else if (object != null) {
                    seen(object);
                }
                advance(event.object().resourceVersion());
            }
        }
    }

    private void seen(LiveObject object) {
        told.merge(object.uid(), object.resourceVersion(), Math::max);
        listener.seen(object);
    }

    private @Nullable LiveObject read(ScannedObject scanned) {
        try {
            return LiveObject.of(kind, scanned);
        } catch (IllegalArgumentException e) {
            overlooked = true;
            listener.unreadable(UnreadableObject.of(kind, scanned, e));
            return null;
        }
    }

    /**
     * After a restore of the cluster, a watch may hang until the resourceVersions have caught up; its bookmarks reveal
     * that.
     */
    private void bookmark(String resourceVersion) {
        if (isVersion(resourceVersion) && Long.parseLong(resourceVersion) < resourceVersion()) {
            throw new RequestFailedException(new ClusterFailure(
                    0, "the watch is at resourceVersion " + resourceVersion + ", though it began at a later one"));
        }
        advance(resourceVersion);
    }

    private static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** After downtime, events report the past until they reach the version at which contact was regained. */
    private void advance(String resourceVersion) {
        if (!isVersion(resourceVersion)) {
            return;
        }
        long version = Long.parseLong(resourceVersion);
        highest = Math.max(highest, version);
        Position before = Objects.requireNonNull(position, "not listed yet");
        Position reached = new Position(
                Math.max(before.resourceVersion(), version), version < behind ? before.at() : clock.instant());
        position = reached;
        if (listedAhead != null && listedAhead.resourceVersion() <= version) {
            listedAhead = null;
        }
        listener.reached(reached);
    }

    /** Reads the pages of a list. */
    @FunctionalInterface
    interface Pages {

        ObjectPage get(String token) throws InterruptedException;
    }
}
