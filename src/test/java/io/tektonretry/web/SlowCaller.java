package io.tektonretry.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A caller who decides byte by byte what is sent, and when. */
public final class SlowCaller implements AutoCloseable {

    private final Socket socket;

    private SlowCaller(Socket socket) {
        this.socket = socket;
    }

    /** Sends the head of a POST of JSON to the path, by alice, with these headers beside the usual ones. */
    public static SlowCaller posting(int port, String path, String... headers) throws IOException {
        return calling(
                port,
                "POST " + path,
                Stream.concat(
                                Stream.of("Authorization: Bearer alices", "Content-Type: application/json"),
                                Stream.of(headers))
                        .toArray(String[]::new));
    }

    /** Sends the head of any call. */
    public static SlowCaller calling(int port, String methodAndPath, String... headers) throws IOException {
        SlowCaller caller = new SlowCaller(new Socket("127.0.0.1", port));
        caller.socket.setSoTimeout(30_000);
        caller.send(
                "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(methodAndPath, String.join("\r\n", headers)));
        return caller;
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends nothing more, though it would read an answer. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes without a farewell, later. */
    public void resetWhenClosed() throws IOException {
        socket.setSoLinger(true, 0);
    }

    /** Closes the connection, whether there is an answer or not. */
    public void leave() throws IOException {
        socket.close();
    }

    /** The status line, once the service has answered; empty when it has closed the connection without. */
    public String status() throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    /** Everything that comes until the service closes the connection. */
    public String answer() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** How many bytes come until the connection ends, in whichever way. */
    long length() {
        long length = 0;
        byte[] chunk = new byte[65_536];
        try {
            for (int read; (read = socket.getInputStream().read(chunk)) >= 0; ) {
                length += read;
            }
        } catch (IOException e) {
            // Ended without a farewell.
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
