package io.tektonretry.tekton;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The API server's answer to a request for the log of a container. */
public sealed interface PodLog {

    /**
     * Which container's log, and which part of it.
     *
     * @param follow whether to stream until the container ends
     * @param tail number of lines at the end; null for all
     * @param since leaves out older lines; null for none
     * @param limitBytes maximum number of bytes; null for all
     */
    record Query(
            String namespace,
            String pod,
            String container,
            boolean follow,
            @Nullable Integer tail,
            @Nullable Instant since,
            @Nullable Integer limitBytes) {}

    /** The log follows; the receiver must subscribe to it. */
    record Opened(Flow.Publisher<List<ByteBuffer>> body) implements PodLog {}

    /** The log cannot be read. */
    record Refused(ClusterFailure failure) implements PodLog {}
}
