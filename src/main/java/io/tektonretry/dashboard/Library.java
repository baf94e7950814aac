package io.tektonretry.dashboard;

import java.util.List;

/**
 * A WebJar that the modules of the dashboard import.
 *
 * @param webjar the name of the artifact
 * @param specifier what modules import
 * @param entry the file that they get
 * @param others further files that this one imports
 */
record Library(String webjar, String specifier, String entry, List<String> others) {

    static final List<Library> ALL = List.of(
            new Library("lit-element", "lit", "lit-element.js", List.of()),
            new Library("lit-html", "lit-html", "lit-html.js", List.of()),
            new Library(
                    "lit-html",
                    "lit/directives/repeat.js",
                    "directives/repeat.js",
                    List.of("directive.js", "directive-helpers.js")),
            new Library("lit__reactive-element", "@lit/reactive-element", "reactive-element.js", List.of("css-tag.js")),
            new Library("graphql-ws", "graphql-ws", "umd/graphql-ws.min.js", List.of()));
}
