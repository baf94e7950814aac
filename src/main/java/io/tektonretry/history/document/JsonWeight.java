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
        boolean isText = false;
        for (int i = 0; i < json.length; i++) {
            switch (json[i]) {
                case '\\' -> i++;
                case '"' -> isText = !isText;
                case '{', '[', ',' -> values += isText ? 0 : 1;
                default -> {}
            }
        }
        return values;
    }
}
