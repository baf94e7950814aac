package io.tektonretry.export;

import io.tektonretry.access.CallerScope;
import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.web.StreamedAnswer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** Runs exports on threads of their own, at the pace of their clients. */
@Component
class LineageExports implements DisposableBean {

    private static final int IDLE_SECONDS = 60;

    /** Made while others are sent. */
    private static final int CHUNKS_AHEAD = 2;

    private final RunAccess access;
    private final ExportedRuns runs;
    private final PipelineTasks tasks;
    private final int chunkSize;
    private final Scheduler threads;

    LineageExports(RunAccess access, ExportedRuns runs, PipelineTasks tasks, ExportProperties properties) {
        this.access = access;
        this.runs = runs;
        this.tasks = tasks;
        this.chunkSize = properties.chunkSize();
        this.threads = Schedulers.newBoundedElastic(
                properties.maxExports(), Integer.MAX_VALUE, "lineage-export", IDLE_SECONDS, true);
    }

    /** Prepares an export of what the current caller may list. */
    LineageExport prepare(ExportQuery query, ExportFormat format) {
        return new LineageExport(
                runs,
                tasks,
                format,
                query,
                CallerScope.current(),
                this::mayList,
                readable(query.namespaces()),
                chunkSize);
    }

    void send(LineageExport export, StreamedAnswer answer) {
        Flux.<List<ByteBuffer>>generate(export::next)
                .subscribeOn(threads)
                .publishOn(Schedulers.immediate(), CHUNKS_AHEAD)
                .subscribe(new Answer(answer));
    }

    private List<String> readable(List<String> wanted) {
        List<String> known = runs.namespaces().stream()
                .filter(namespace -> wanted.isEmpty() || wanted.contains(namespace))
                .toList();
        ReadableNamespaces readable = access.readableNamespaces(() -> known);
        return known.stream().filter(readable::contains).toList();
    }

    private boolean mayList(String namespace) {
        return access.readableNamespaces(() -> List.of(namespace)).contains(namespace);
    }

    @Override
    public void destroy() {
        threads.dispose();
    }

    /** Hands chunks to an answer, and the reason if the export fails. */
    private record Answer(StreamedAnswer answer) implements CoreSubscriber<List<ByteBuffer>> {

        /** A chunk may fail after the client has gone. */
        private static final Context DROPPED =
                Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) failure -> {});

        @Override
        public Context currentContext() {
            return DROPPED;
        }

        @Override
        public void onSubscribe(Subscription chunks) {
            answer.onSubscribe(new Flow.Subscription() {

                @Override
                public void request(long count) {
                    chunks.request(count);
                }

                @Override
                public void cancel() {
                    chunks.cancel();
                }
            });
        }

        @Override
        public void onNext(List<ByteBuffer> chunk) {
            answer.onNext(chunk);
        }

        @Override
        public void onError(Throwable failure) {
            ExportRefusedException refusal = ExportErrors.of(failure);
            answer.fail(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()));
        }

        @Override
        public void onComplete() {
            answer.onComplete();
        }
    }
}
