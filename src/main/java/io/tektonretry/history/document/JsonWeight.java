package io.tektonretry.history.document;

/**
 * How much JSON counts for where memory is shared out. A tree takes about five times the bytes of usual JSON, which has 24 bytes a
 * value; one of nothing but <code>{}</code> takes 24 times its bytes, and anybody may write that into the parameters of a run. So a
 * value counts for 24 bytes at least.
 */
public final class JsonWeight {

    private static final int VALUE = 24;

    private JsonWeight() {}

    /** The bytes of JSON of the usual kind whose tree takes as much memory; never less than there are. */
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
