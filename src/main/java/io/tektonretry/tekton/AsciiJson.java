package io.tektonretry.tekton;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Escapes UTF-8 JSON to ASCII, piece by piece. Only strings can contain other characters, and there they can be
 * escaped.
 */
final class AsciiJson {

    private static final int LONGEST_CHARACTER = 4;

    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The first bytes of a character that continues in the next piece. */
    private ByteBuffer begun = ByteBuffer.allocate(0);

    ByteBuffer escape(ByteBuffer piece) {
        if (!begun.hasRemaining() && isAscii(piece)) {
            return piece;
        }
        ByteBuffer bytes = ByteBuffer.allocate(begun.remaining() + piece.remaining())
                .put(begun)
                .put(piece)
                .flip();
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        decoder.decode(bytes, characters, false);
        begun = ByteBuffer.allocate(LONGEST_CHARACTER).put(bytes).flip();
        return escape(characters.flip());
    }

    private static boolean isAscii(ByteBuffer piece) {
        for (int i = piece.position(); i < piece.limit(); i++) {
            if (piece.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer escape(CharBuffer characters) {
        StringBuilder ascii = new StringBuilder(characters.remaining());
        while (characters.hasRemaining()) {
            char character = characters.get();
            if (character < 0x80) {
                ascii.append(character);
            } else {
                ascii.append(String.format("\\u%04x", (int) character));
            }
        }
        return ByteBuffer.wrap(ascii.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
