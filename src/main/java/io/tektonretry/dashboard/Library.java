package io.tektonretry.dashboard;

import java.util.List;

/**
 * A WebJar that the modules of the dashboard import.
 *
 * @param webjar the name of the artifact
 * @param specifier what modules import
 * @param entry the file that they get
 * @param others further files that this one imports
 * @param global what an entry that is not a module defines; as a module it exports that. Empty for a module
 */
record Library(String webjar, String specifier, String entry, List<String> others, String global) {

    static final List<Library> ALL = List.of(
            new Library("lit-element", "lit", "lit-element.js", List.of(), ""),
            new Library("lit-html", "lit-html", "lit-html.js", List.of(), ""),
            new Library(
                    "lit-html",
                    "lit/directives/repeat.js",
                    "directives/repeat.js",
                    List.of("directive.js", "directive-helpers.js"),
                    ""),
            new Library(
                    "lit__reactive-element", "@lit/reactive-element", "reactive-element.js", List.of("css-tag.js"), ""),
            new Library("graphql-ws", "graphql-ws", "umd/graphql-ws.min.js", List.of(), ""),
            new Library("uplot", "uplot", "dist/uPlot.iife.min.js", List.of("dist/uPlot.min.css"), "uPlot"));

    /** What makes a module of the entry. */
    String export() {
        return global.isEmpty() ? "" : "\nexport default %s;\n".formatted(global);
    }
}
