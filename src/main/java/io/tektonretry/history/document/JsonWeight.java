package io.tektonretry.history.document;

/**
 * Estimates the memory that JSON needs as a tree. A tree takes about five times the bytes of typical JSON, which has 24
 * bytes per value; a tree of nothing but <code>{}</code> takes 24 times its bytes, and anyone may write that into the
 * params of a run. So each value counts for at least 24 bytes.
 */
public final class JsonWeight {

    private static final int VALUE = 24;

    private JsonWeight() {}

    /** Size of typical JSON whose tree takes as much memory, in bytes; at least the actual size. */
    public static int of(byte[] json) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(json.length, (long) VALUE * values(json)));
    }

    private static int values(byte[] json) {
        int values = 0;
        for (int i = 0; i < json.length; i++) {
            switch (json[i]) {
                case '"' -> i = endOfText(json, i + 1);
                case '{', '[', ',' -> values++;
                default -> {}
            }
        }
        return values;
    }

    /** A loop of its own, in which the processor foresees all but the last branch. */
    private static int endOfText(byte[] json, int start) {
        int end = start;
        while (end < json.length && json[end] != '"') {
            end += json[end] == '\\' ? 2 : 1;
        }
        return end;
    }
}
