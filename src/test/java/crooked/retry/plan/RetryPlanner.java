package crooked.retry.plan;

import java.io.File;
import java.time.Clock;

/** Reads the time and the disk. */
public final class RetryPlanner {

    private RetryPlanner() {}

    public static String plan() {
        return Clock.systemUTC().instant() + new File("plan").getName();
    }
}
