package io.tektonretry.dashboard;

import java.io.IOException;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A file of a WebJar.
 *
 * @param path version of the WebJar and name of the file, below the name of the WebJar
 */
record WebJar(String path, Resource file) {

    private static final String WEBJARS = "META-INF/resources/webjars/";

    byte[] content() throws IOException {
        return file.getContentAsByteArray();
    }

    /** Finds the file in the one version that is on the class path. */
    static WebJar file(String webjar, String name) throws IOException {
        Resource[] found =
                new PathMatchingResourcePatternResolver().getResources("classpath*:" + WEBJARS + webjar + "/*/" + name);
        if (found.length != 1) {
            throw new IllegalStateException("Found %d files %s of the WebJar %s".formatted(found.length, name, webjar));
        }
        String url = found[0].getURL().toString();
        return new WebJar(url.substring(url.lastIndexOf(WEBJARS) + WEBJARS.length()), found[0]);
    }
}
