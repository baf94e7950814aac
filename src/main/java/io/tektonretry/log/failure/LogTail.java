package io.tektonretry.log.failure;

import java.nio.charset.StandardCharsets;

/** The end of a log, as it is kept. */
final class LogTail {

    /** Maximum size in bytes of UTF-8. */
    static final int LONGEST = 8 * 1024;

    private static final char REPLACEMENT = '\uFFFD';

    private LogTail() {}

    /** The last lines, masked before they are cut, so that no half of a secret is left. */
    static String of(byte[] log, int lines, LogMask mask) {
        String text = new String(log, StandardCharsets.UTF_8).replace('\0', REPLACEMENT);
        return shortened(lastLines(mask.of(text), lines));
    }

    private static String lastLines(String text, int lines) {
        int begin = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int left = lines; left > 0 && begin >= 0; left--) {
            begin = text.lastIndexOf('\n', begin - 1);
        }
        return text.substring(begin + 1);
    }

    /** Cuts at the beginning of a line, if there is one in the rest. */
    private static String shortened(String text) {
        int begin = text.length();
        int bytes = 0;
        while (begin > 0) {
            int character = text.codePointBefore(begin);
            bytes += bytes(character);
            if (bytes > LONGEST) {
                int line = text.indexOf('\n', begin);
                return text.substring(line >= 0 && line + 1 < text.length() ? line + 1 : begin);
            }
            begin -= Character.charCount(character);
        }
        return text;
    }

    private static int bytes(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
