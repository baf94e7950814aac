package io.tektonretry.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/** A log in the chunks of Tekton Results: {@code {"result": {"name": "…", "data": "<base64>"}}}, one after another. */
final class EnvelopedLog implements Flow.Publisher<List<ByteBuffer>> {

    private static final int LONGEST_PIECE = 4_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_PIECE)
                    .build())
            .build();

    private final Flow.Publisher<List<ByteBuffer>> pieces;

    EnvelopedLog(Flow.Publisher<List<ByteBuffer>> pieces) {
        this.pieces = pieces;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> subscriber) {
        pieces.subscribe(new Opening(subscriber));
    }

    /** Decodes the chunks. */
    private static final class Opening implements Flow.Subscriber<List<ByteBuffer>> {

        private final Flow.Subscriber<? super List<ByteBuffer>> taker;
        private final JsonParser parser = JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
        private Flow.@Nullable Subscription source;
        private boolean isBroken;

        private Opening(Flow.Subscriber<? super List<ByteBuffer>> taker) {
            this.taker = taker;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            taker.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            if (isBroken) {
                return;
            }
            try {
                List<ByteBuffer> opened = new ArrayList<>();
                for (ByteBuffer piece : pieces) {
                    open(piece, opened);
                }
                if (!opened.isEmpty()) {
                    taker.onNext(opened);
                } else if (source != null) {
                    source.request(1);
                }
            } catch (IOException | IllegalArgumentException | JacksonException e) {
                isBroken = true;
                if (source != null) {
                    source.cancel();
                }
                taker.onError(e);
            }
        }

        private void open(ByteBuffer piece, List<ByteBuffer> opened) throws IOException {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            ((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length);
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.NOT_AVAILABLE;
                    token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && "error".equals(parser.currentName())) {
                    throw new IOException("the archive reported an error");
                }
                if (token == JsonToken.VALUE_STRING && "data".equals(parser.currentName())) {
                    opened.add(ByteBuffer.wrap(Base64.getDecoder().decode(parser.getString())));
                }
            }
        }

        @Override
        public void onError(Throwable error) {
            if (!isBroken) {
                taker.onError(error);
            }
        }

        @Override
        public void onComplete() {
            if (!isBroken && parser.streamReadContext().inRoot()) {
                taker.onComplete();
            } else if (!isBroken) {
                taker.onError(new IOException("the archive closed the connection early"));
            }
        }
    }
}
