package io.tektonretry.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An archive that serves logs over HTTP. Its redirects are not followed. */
final class ArchiveLogSource implements LogSource {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLogSource.class);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final String name;
    private final HttpClient http;
    private final Function<LogQuery, Optional<URI>> addresses;
    private final @Nullable String tokenFile;
    private final Duration patience;
    private final Executor threads;

    /**
     * An archive at these addresses.
     *
     * @param addresses the address of a log; empty for logs that the archive cannot have
     * @param tokenFile file with the token to send; null for none
     * @param threads threads that look up addresses
     */
    ArchiveLogSource(
            String name,
            HttpClient http,
            Function<LogQuery, Optional<URI>> addresses,
            @Nullable String tokenFile,
            Duration patience,
            Executor threads) {
        this.name = name;
        this.http = http;
        this.addresses = addresses;
        this.tokenFile = tokenFile;
        this.patience = patience;
        this.threads = threads;
    }

    @Override
    public CompletableFuture<LogAnswer> open(LogQuery query, CompletableFuture<Void> gone) {
        return CompletableFuture.supplyAsync(() -> request(query), threads)
                .thenCompose(request -> request.map(this::ask)
                        .orElse(CompletableFuture.completedFuture(new LogAnswer.Absent(name + " has no log of it"))))
                .exceptionally(failure -> failed(failure.toString()));
    }

    private Optional<HttpRequest> request(LogQuery query) {
        return addresses.apply(query).map(address -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "text/plain, */*");
            if (tokenFile != null) {
                request.header("Authorization", "Bearer " + token(tokenFile));
            }
            return request.build();
        });
    }

    private static String token(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<LogAnswer> ask(HttpRequest request) {
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
                http.sendAsync(request, BodyHandlers.ofPublisher());
        return answer.copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::read)
                .exceptionally(failure -> {
                    answer.cancel(true);
                    return failed(failure.toString());
                });
    }

    private LogAnswer read(HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer) {
        if (answer.statusCode() == OK) {
            boolean isJson = answer.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/json"))
                    .isPresent();
            return new LogAnswer.Opened(isJson ? new EnvelopedLog(answer.body()) : answer.body());
        }
        answer.body().subscribe(new Discarded());
        return answer.statusCode() == NOT_FOUND || answer.statusCode() == GONE
                ? new LogAnswer.Absent(name + " has no log of it")
                : failed("status " + answer.statusCode());
    }

    /** The exact cause is for operators only, so it is logged. */
    private LogAnswer failed(String why) {
        LOG.atInfo().addKeyValue("archive", name).addKeyValue("cause", why).log("An archive did not return a log");
        return new LogAnswer.Failed(new LogProblem(502, LogProblem.UNAVAILABLE, "%s does not answer.".formatted(name)));
    }

    /** Closes the connection of a response that is not read. */
    private static final class Discarded implements Flow.Subscriber<List<ByteBuffer>> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
