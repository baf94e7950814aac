package io.tektonretry.tekton;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** What the API server answers when it is asked for the log of a container. */
public sealed interface PodLog {

    /**
     * Whose log, and how much of it.
     *
     * @param follow whether it goes on until the container ends
     * @param tail how many lines of its end; null for all
     * @param since what is older is left out; null for nothing
     * @param limitBytes how many bytes are sent at most; null for all
     */
    record Query(
            String namespace,
            String pod,
            String container,
            boolean follow,
            @Nullable Integer tail,
            @Nullable Instant since,
            @Nullable Integer limitBytes) {}

    /** It comes; whoever has it must subscribe to it. */
    record Opened(Flow.Publisher<List<ByteBuffer>> body) implements PodLog {}

    /** It does not come. */
    record Refused(ClusterFailure failure) implements PodLog {}
}
