package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Escapes the events of a watch to ASCII. Where a proxy forbids WebSockets, fabric8 decodes each chunk of a watch by
 * itself: a character that is split between two chunks is lost silently, and NULs follow other non-ASCII characters
 * ({@code WatchHTTPManager}).
 */
final class AsciiWatches implements Interceptor {

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        String query = request.uri().getQuery();
        if (query == null || !query.contains("watch=true")) {
            return consumer;
        }
        AsciiJson ascii = new AsciiJson();
        return (pieces, body) ->
                consumer.consume(pieces.stream().map(ascii::escape).toList(), body);
    }
}
