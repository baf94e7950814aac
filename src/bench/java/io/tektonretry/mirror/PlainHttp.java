package io.tektonretry.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;

/** A connection on which a call is one packet, as a browser sends it, and costs this process little. */
final class PlainHttp implements ReadPeer.Client {

    private final URI api;
    private final byte[] call;
    private Socket socket;
    private InputStream input;

    PlainHttp(URI api, byte[] body) throws IOException {
        this.api = api;
        socket = connected(api);
        input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        String head = """
                POST %s HTTP/1.1
                Host: %s:%d
                Content-Type: application/json
                Accept: application/json
                Content-Length: %d

                """.formatted(api.getPath(), api.getHost(), api.getPort(), body.length)
                .replace("\n", "\r\n");
        call = (head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static Socket connected(URI api) throws IOException {
        Socket socket = new Socket(api.getHost(), api.getPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public void ask() throws IOException {
        String answer = new String(exchange(), UTF_8);
        if (answer.contains("\"errors\":[")) {
            throw new IllegalStateException(answer);
        }
    }

    /** The body of the answer. */
    byte[] exchange() throws IOException {
        socket.getOutputStream().write(call);
        String status = line();
        if (!status.contains(" 200")) {
            throw new IllegalStateException(status);
        }
        int length = -1;
        boolean isLast = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            isLast |= header.equalsIgnoreCase("connection: close");
        }
        byte[] body = length < 0 ? chunks() : input.readNBytes(length);
        if (isLast) {
            socket.close();
            socket = connected(api);
            input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(new String(input.readNBytes(size), ISO_8859_1));
            line();
        }
        line();
        return body.toString().getBytes(ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
