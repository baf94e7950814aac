package io.tektonretry.history;

/** The namespaces in a table, by one index probe per namespace; {@code distinct} would read every row. */
public final class RecordedNamespaces {

    private static final String SQL = """
            with recursive names (namespace) as (
                   (select namespace from %1$s where namespace is not null order by namespace limit 1)
                   union all
                   select (select t.namespace from %1$s t
                            where t.namespace > names.namespace
                            order by t.namespace limit 1)
                     from names
                    where names.namespace is not null)
            select namespace from names where namespace is not null
            """;

    private RecordedNamespaces() {}

    /** A query for the namespaces in the table; needs an index that starts with its column {@code namespace}. */
    public static String of(String table) {
        return SQL.formatted(table);
    }
}
