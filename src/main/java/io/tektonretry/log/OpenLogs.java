package io.tektonretry.log;

import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts the open logs of each caller, so that one caller cannot take all of them. */
@Component
final class OpenLogs {

    private final int most;
    private final int mostOfACaller;
    private final Map<String, Integer> ofCallers = new HashMap<>();
    private int all;

    OpenLogs(LogProperties properties) {
        this.most = properties.maxStreams();
        this.mostOfACaller = properties.maxStreamsPerCaller();
    }

    /** Whether another log may be opened; if so, it counts until {@link #end}. */
    synchronized boolean begin(String caller) {
        int own = ofCallers.getOrDefault(caller, 0);
        if (all >= most || own >= mostOfACaller) {
            return false;
        }
        all++;
        ofCallers.put(caller, own + 1);
        return true;
    }

    synchronized void end(String caller) {
        all--;
        ofCallers.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    }
}
