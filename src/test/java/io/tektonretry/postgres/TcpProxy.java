package io.tektonretry.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** Stands between a client and a server on loopback, and does what networks do. */
public final class TcpProxy implements AutoCloseable {

    /** How bytes pass. */
    public enum Mode {
        /** Both ways. */
        OPEN,
        /** Not at all, though connections stay and new ones are taken. */
        STALLED,
        /** To the server alone: what it answers is lost. */
        DEAF,
        /** Not at all: connections are refused. */
        CLOSED
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OPEN;

    private TcpProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Passes to a port of loopback, from a free one. */
    public static TcpProxy to(int target) {
        return to(target, 0, ServerSocketFactory.getDefault());
    }

    /** Passes to a port of loopback, from this one, through sockets that the factory makes; 0 for a free one. */
    public static TcpProxy to(int target, int port, ServerSocketFactory sockets) {
        try {
            TcpProxy proxy =
                    new TcpProxy(sockets.createServerSocket(port, 100, InetAddress.getLoopbackAddress()), target);
            proxy.daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Mode mode() {
        return mode;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Sets how bytes pass from now on. */
    public synchronized void mode(Mode now) {
        mode = now;
        notifyAll();
        if (now == Mode.CLOSED) {
            cut();
        }
    }

    /** Breaks every connection. */
    public void cut() {
        sockets.forEach(TcpProxy::close);
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // Either the server is closed or the target is away, which the client sees by itself.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (mode == Mode.CLOSED) {
            close(client);
            return;
        }
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
        for (Socket socket : new Socket[] {client, behind}) {
            socket.setTcpNoDelay(true);
            sockets.add(socket);
        }
        daemon(() -> pump(client, behind, false));
        daemon(() -> pump(behind, client, true));
    }

    private void pump(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (passes(isAnswer)) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException | InterruptedException e) {
            // One side is gone, so the other one goes as well.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean passes(boolean isAnswer) throws InterruptedException {
        while (mode == Mode.STALLED) {
            wait();
        }
        return !(isAnswer && mode == Mode.DEAF);
    }

    private void daemon(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
