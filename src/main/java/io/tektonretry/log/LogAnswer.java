package io.tektonretry.log;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** The answer of a log source. */
sealed interface LogAnswer {

    /** The log follows; the receiver must subscribe to it. */
    record Opened(Flow.Publisher<List<ByteBuffer>> body) implements LogAnswer {}

    /** The source does not have this log. */
    record Absent(String why) implements LogAnswer {}

    /** The source could not be asked. */
    record Failed(LogProblem problem) implements LogAnswer {}
}
