package io.tektonretry.tekton;

/** Text that is safe to print: without characters that move a cursor, break a line or change the writing direction. */
public final class PlainText {

    private PlainText() {}

    /** Removes control and format characters, line separators and lone surrogates. */
    public static String of(String text) {
        return text.codePoints()
                .filter(PlainText::isVisible)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
