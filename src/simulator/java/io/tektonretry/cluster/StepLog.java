package io.tektonretry.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The log of a step that runs: a line every now and then, and the rest at its end. */
final class StepLog implements ContainerLogs.Log {

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LINE = Duration.ofMillis(900);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Instant begun = Instant.now();
    private final List<String> opening;
    private volatile @Nullable String whole;

    StepLog(String opening) {
        this.opening = opening.lines().toList();
    }

    /** The step has ended with this text. */
    void end(String text) {
        whole = text;
    }

    @Override
    public void write(ApiRequest request, OutputStream out) throws IOException, InterruptedException {
        String sent = "";
        boolean follow = request.query().getOrDefault("follow", "").equals("true");
        Instant deadline = Instant.now().plus(LONGEST);
        while (true) {
            String ended = whole;
            String now = ContainerLogs.wanted(request, ended == null ? due() : ended);
            if (now.startsWith(sent)) {
                out.write(now.substring(sent.length()).getBytes(StandardCharsets.UTF_8));
                out.flush();
                sent = now;
            }
            if (!follow || ended != null || Instant.now().isAfter(deadline)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private String due() {
        long lines = 1 + Duration.between(begun, Instant.now()).dividedBy(LINE);
        List<String> written = opening.subList(0, (int) Math.min(opening.size(), lines));
        return written.isEmpty() ? "" : String.join("\n", written) + "\n";
    }
}
