package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Escapes what is not ASCII in the events of a watch. Where a proxy forbids WebSockets, fabric8 decodes each piece of a watch by itself:
 * a character that lies across two pieces is lost without a trace, and behind any other one NULs appear ({@code WatchHTTPManager}).
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
