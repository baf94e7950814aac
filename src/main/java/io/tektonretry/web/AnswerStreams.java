package io.tektonretry.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Starts streamed answers, and ends those that take too long. */
@Component
public class AnswerStreams implements SmartLifecycle {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Set<StreamedAnswer> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(threads());
    private volatile boolean isRunning;

    AnswerStreams(MeterRegistry meters) {
        Gauge.builder("http.streams.open", open, Set::size)
                .description("Streams of text that callers take")
                .register(meters);
        var unused = clock.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes over the answer to a call. Nothing is sent before the call has returned.
     *
     * @param type media type
     * @param atTheEnd runs when the stream is over, however it ends
     */
    public StreamedAnswer begin(
            HttpServletRequest request,
            HttpServletResponse response,
            String type,
            StreamLimits limits,
            Runnable atTheEnd)
            throws IOException {
        StreamedAnswer answer = new StreamedAnswer(request, response, type, limits, ended -> {
            open.remove(ended);
            atTheEnd.run();
        });
        open.add(answer);
        answer.begin();
        return answer;
    }

    private void look() {
        open.forEach(StreamedAnswer::endWhenDue);
    }

    @Override
    public void start() {
        isRunning = true;
    }

    /** A running stream would keep the server from stopping. */
    @Override
    public void stop() {
        isRunning = false;
        open.forEach(StreamedAnswer::cut);
        clock.shutdown();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    private static CustomizableThreadFactory threads() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("answer-streams-");
        threads.setDaemon(true);
        return threads;
    }
}
