package io.tektonretry.web;

import java.util.HashMap;
import java.util.Map;

/** Counts the open streams of a kind, also by caller, so that one caller cannot take all of them. */
public final class StreamSlots {

    private final int most;
    private final int mostOfACaller;
    private final Map<String, Integer> ofCallers = new HashMap<>();
    private int all;

    public StreamSlots(int most, int mostOfACaller) {
        this.most = most;
        this.mostOfACaller = mostOfACaller;
    }

    /** Whether another stream may be opened; if so, it counts until {@link #end}. */
    public synchronized boolean begin(String caller) {
        int own = ofCallers.getOrDefault(caller, 0);
        if (all >= most || own >= mostOfACaller) {
            return false;
        }
        all++;
        ofCallers.put(caller, own + 1);
        return true;
    }

    public synchronized void end(String caller) {
        all--;
        ofCallers.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    }
}
