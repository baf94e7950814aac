package io.tektonretry.postgres;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between clients and a PostgreSQL server on loopback, and counts what the clients send. */
public final class CountedMessages implements AutoCloseable {

    /**
     * What was sent so far.
     *
     * @param statements executed statements, {@code BEGIN} and {@code COMMIT} included
     * @param exchanges how often a client had to wait for an answer
     */
    public record Count(long statements, long exchanges) {

        public Count since(Count earlier) {
            return new Count(statements - earlier.statements, exchanges - earlier.exchanges);
        }
    }

    /** Codes in place of a version of the protocol: requests for TLS and GSSAPI, which are answered by one byte. */
    private static final int LEAST_REQUEST = 80877102;

    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong exchanges = new AtomicLong();
    private final ServerSocket server;
    private final int target;

    private CountedMessages(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Passes to a port of loopback. */
    public static CountedMessages to(int target) throws IOException {
        CountedMessages counted =
                new CountedMessages(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
        counted.daemon(counted::accept);
        return counted;
    }

    public int port() {
        return server.getLocalPort();
    }

    public Count count() {
        return new Count(statements.get(), exchanges.get());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                behind.setTcpNoDelay(true);
                daemon(() -> pass(client, behind));
                daemon(() -> passBack(behind, client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pass(Socket client, Socket behind) {
        try (client;
                behind;
                DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(behind.getOutputStream(), 1 << 16))) {
            boolean isStarted = false;
            while (true) {
                if (isStarted) {
                    int type = in.read();
                    if (type < 0) {
                        return;
                    }
                    count(type);
                    out.write(type);
                }
                int length = in.readInt();
                byte[] content = in.readNBytes(length - 4);
                out.writeInt(length);
                out.write(content);
                isStarted |= content.length > 4 && !isRequest(content);
                if (in.available() == 0) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The client or the server is gone.
        }
    }

    private static boolean isRequest(byte[] content) {
        int code = (content[0] & 0xff) << 24 | (content[1] & 0xff) << 16 | (content[2] & 0xff) << 8 | content[3] & 0xff;
        return code >= LEAST_REQUEST;
    }

    private void count(int type) {
        if (type == 'E' || type == 'Q') {
            statements.incrementAndGet();
        }
        if (type == 'S' || type == 'Q') {
            exchanges.incrementAndGet();
        }
    }

    private static void passBack(Socket behind, Socket client) {
        try (behind;
                client) {
            behind.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The client or the server is gone.
        }
    }

    private void daemon(Runnable task) {
        Thread thread = new Thread(task, "counted-messages");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
