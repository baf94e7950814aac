package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;

/** What a variable says about a pipeline task, in the grammar of Tekton's {@code resultref.go} and {@code apply.go}. */
sealed interface Reference {

    /** Name of the pipeline task that is referred to. */
    String task();

    /**
     * {@code tasks.T.results.R}, or {@code finally.T.results.R} in a pipeline result.
     *
     * @param dotted whether it is spelled so, and not {@code tasks.T.results['R']}
     */
    record Result(String task, String result, Selector selector, boolean dotted) implements Reference {

        /** The result that it is about. */
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

    /** {@code tasks.T.outputs}, {@code tasks.T.inputs.C}; without a category the first one is meant. */
    record Artifacts(
            String task, String direction, @Nullable String category) implements Reference {}

    /** Something else of a task, which Tekton leaves as it is. */
    record Unknown(String task) implements Reference {}

    /** Which part of a result is meant. */
    sealed interface Selector {

        /** The text that is picked of a value; null when there is none or when more than a text is picked. */
        @Nullable
        String pick(RecordedValue value);

        /** How the same part of a param is spelled when the param holds the value. */
        String spelledFor(RecordedValue value);

        /** The result as it is. */
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

    /** Reads the name of a variable; null when it says nothing about a task. */
    static @Nullable Reference parse(String name) {
        return ReferenceParser.parse(name);
    }
}
