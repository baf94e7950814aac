package io.tektonretry.log;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** What a place answers that is asked for a log. */
sealed interface LogAnswer {

    /** It comes; whoever has it must subscribe to it. */
    record Opened(Flow.Publisher<List<ByteBuffer>> body) implements LogAnswer {}

    /** The place has no such log. */
    record Absent(String why) implements LogAnswer {}

    /** The place can't tell. */
    record Failed(LogProblem problem) implements LogAnswer {}
}
