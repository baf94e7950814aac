package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;

/** A variable that refers to a pipeline task, in the grammar of Tekton's {@code resultref.go} and {@code apply.go}. */
sealed interface Reference {

    /** Name of the referenced pipeline task. */
    String task();

    /**
     * {@code tasks.T.results.R}, or {@code finally.T.results.R} in a pipeline result.
     *
     * @param dotted whether it is written so, and not as {@code tasks.T.results['R']}
     */
    record Result(String task, String result, Selector selector, boolean dotted) implements Reference {

        /** The same result without a selector. */
        Result whole() {
            return dotted && selector instanceof Selector.Whole
                    ? this
                    : new Result(task, result, new Selector.Whole(), true);
        }
    }

    /** {@code tasks.T.status}. */
    record Status(String task) implements Reference {}

    /** {@code tasks.T.reason}. */
    record Reason(String task) implements Reference {}

    /** {@code tasks.T.matrix.length}. */
    record Combinations(String task) implements Reference {}

    /** {@code tasks.T.matrix.R.length}. */
    record ResultCount(String task, String result) implements Reference {}

    /** {@code tasks.T.outputs}, {@code tasks.T.inputs.C}; without a category, the first one. */
    record ArtifactsOf(
            String task, String direction, @Nullable String category) implements Reference {}

    /** Any other variable of a task, which Tekton does not replace. */
    record Unknown(String task) implements Reference {}

    /** Selects a part of a result. */
    sealed interface Selector {

        /** The selected text of a value; null when there is none, or when the selection is not a text. */
        @Nullable
        String pick(RecordedValue value);

        /** The suffix that selects the same part from a param with the value. */
        String spelledFor(RecordedValue value);

        /** The whole result. */
        record Whole() implements Selector {

            @Override
            public @Nullable String pick(RecordedValue value) {
                return value.json().stringValue(null);
            }

            @Override
            public String spelledFor(RecordedValue value) {
                return value.isText() ? "" : "[*]";
            }
        }

        /** {@code [*]}: all elements. */
        record Star() implements Selector {

            @Override
            public @Nullable String pick(RecordedValue value) {
                return null;
            }

            @Override
            public String spelledFor(RecordedValue value) {
                return "[*]";
            }
        }

        /** {@code [i]}: one element of a list. */
        record Index(int index) implements Selector {

            @Override
            public @Nullable String pick(RecordedValue value) {
                return value.isList() ? value.json().path(index).stringValue(null) : null;
            }

            @Override
            public String spelledFor(RecordedValue value) {
                return "[" + index + "]";
            }
        }

        /** {@code .key}: one value of an object. */
        record Key(String key) implements Selector {

            @Override
            public @Nullable String pick(RecordedValue value) {
                return value.isObject() ? value.json().path(key).stringValue(null) : null;
            }

            @Override
            public String spelledFor(RecordedValue value) {
                return "." + key;
            }
        }
    }

    /** Parses the name of a variable; null when it does not refer to a task. */
    static @Nullable Reference parse(String name) {
        return ReferenceParser.parse(name);
    }
}
