package io.tektonretry.cluster;

/**
 * A request as Kubernetes' authorization sees it. Empty strings stand for what it does not have.
 *
 * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code update}, {@code patch}, {@code delete} or
 *     {@code deletecollection}
 * @param resource the plural, with the subresource behind a slash
 */
record Call(String verb, String group, String resource, String namespace, String name) {

    static Call of(ApiRequest request) {
        int slash = request.apiVersion().indexOf('/');
        // A namespace lies in itself, so that a Role of it may grant to read it.
        boolean isNamespace = request.resource().equals("namespaces") && slash < 0;
        return new Call(
                verb(request),
                slash < 0 ? "" : request.apiVersion().substring(0, slash),
                request.resource() + (request.subresource().isEmpty() ? "" : "/" + request.subresource()),
                isNamespace ? request.name() : request.namespace(),
                request.name());
    }

    private static String verb(ApiRequest request) {
        return switch (request.method()) {
            case "GET" -> request.isWatch() ? "watch" : request.isList() ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "DELETE" -> request.name().isEmpty() ? "deletecollection" : "delete";
            default -> "patch";
        };
    }

    /** The refusal in the words of Kubernetes. */
    StatusError forbidden(String user) {
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        String scope = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"%s\"".formatted(namespace);
        return new StatusError(
                403,
                "Forbidden",
                "%s%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
                        .formatted(
                                qualified,
                                name.isEmpty() ? "" : " \"" + name + "\"",
                                user,
                                verb,
                                resource,
                                group,
                                scope));
    }
}
