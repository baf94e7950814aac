package io.tektonretry.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A request whose body was read already, presented as a new one. */
final class ReplayedRequest extends HttpServletRequestWrapper {

    private final byte[] body;
    private final ServletInputStream input;
    private volatile boolean isNew = true;

    ReplayedRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
        this.input = new Bytes(body);
    }

    /**
     * Presents the dispatch after reading the body as a first one: filters skip ASYNC dispatches, including
     * authentication.
     */
    @Override
    public DispatcherType getDispatcherType() {
        return isNew ? DispatcherType.REQUEST : super.getDispatcherType();
    }

    void dispatchAgain() {
        isNew = false;
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return input;
    }

    @Override
    public BufferedReader getReader() {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        return new BufferedReader(new InputStreamReader(input, charset));
    }

    private static final class Bytes extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        private Bytes(byte[] body) {
            this.bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        /** Marks nothing: a reset leads to the beginning. */
        @Override
        public synchronized void mark(int limit) {}

        @Override
        public synchronized void reset() {
            bytes.reset();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body has been read");
        }
    }
}
