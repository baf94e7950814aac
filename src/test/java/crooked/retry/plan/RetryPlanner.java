package crooked.retry.plan;

import java.io.File;
import java.time.Clock;

/** Reads the time and the disk, and starts a thread. */
public final class RetryPlanner {

    private RetryPlanner() {}

    public static String plan() {
        new Thread(RetryPlanner::plan).start();
        return Clock.systemUTC().instant() + new File("plan").getName();
    }
}
