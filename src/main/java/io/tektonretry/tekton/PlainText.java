package io.tektonretry.tekton;

/** Text as people see it: nothing in it moves a cursor, breaks a line or turns the direction of writing. */
public final class PlainText {

    private PlainText() {}

    /** The text without its control and format characters, line separators and lone surrogates. */
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
