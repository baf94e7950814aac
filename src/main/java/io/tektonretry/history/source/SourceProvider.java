package io.tektonretry.history.source;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A kind of git host. */
public enum SourceProvider {
    GITHUB,
    GITLAB,
    BITBUCKET_CLOUD,
    BITBUCKET_DATA_CENTER,
    GITEA,
    FORGEJO,
    GERRIT,
    AZURE_DEVOPS;

    /** The provider of this name, as Pipelines-as-Code and others write it; null when unknown. */
    static @Nullable SourceProvider ofName(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "github", "github-enterprise" -> GITHUB;
            case "gitlab" -> GITLAB;
            case "bitbucket", "bitbucket-cloud" -> BITBUCKET_CLOUD;
            case "bitbucket-datacenter", "bitbucket-data-center", "bitbucket-server" -> BITBUCKET_DATA_CENTER;
            case "gitea" -> GITEA;
            case "forgejo" -> FORGEJO;
            case "gerrit" -> GERRIT;
            case "azure", "azure-devops" -> AZURE_DEVOPS;
            default -> null;
        };
    }

    /** The provider with this public host; null for any other host. */
    static @Nullable SourceProvider ofHost(String host) {
        return switch (host.toLowerCase(Locale.ROOT)) {
            case "github.com" -> GITHUB;
            case "gitlab.com" -> GITLAB;
            case "bitbucket.org" -> BITBUCKET_CLOUD;
            case "gitea.com" -> GITEA;
            case "codeberg.org" -> FORGEJO;
            case "dev.azure.com" -> AZURE_DEVOPS;
            default -> null;
        };
    }
}
