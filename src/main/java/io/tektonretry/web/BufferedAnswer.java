package io.tektonretry.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Buffers an answer while it is made; event streams are not buffered. */
final class BufferedAnswer extends HttpServletResponseWrapper {

    private final AnswerBytes bytes;
    private final ServletOutputStream output;
    private final AnswerShare share;
    private @Nullable PrintWriter writer;
    private boolean isCommitted;

    BufferedAnswer(HttpServletResponse response, AnswerShare share) {
        super(response);
        this.share = share;
        this.bytes = new AnswerBytes(share::cover);
        this.output = new Bytes(bytes);
    }

    /** Whether it is buffered completely, and not sent yet. */
    boolean isComplete() {
        return !isStream() && getStatus() != SC_SWITCHING_PROTOCOLS && !super.isCommitted();
    }

    /** The complete content to send. */
    AnswerBytes content() {
        if (writer != null) {
            writer.flush();
        }
        return bytes;
    }

    /** The memory that it holds. */
    AnswerShare share() {
        return share;
    }

    private boolean isStream() {
        String type = getContentType();
        return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return isStream() ? super.getOutputStream() : output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (isStream()) {
            return super.getWriter();
        }
        PrintWriter known = writer;
        if (known == null) {
            String encoding = getCharacterEncoding();
            Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
            known = new PrintWriter(new OutputStreamWriter(bytes, charset));
            writer = known;
        }
        return known;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (isStream()) {
            super.flushBuffer();
        } else {
            isCommitted = true;
        }
    }

    @Override
    public boolean isCommitted() {
        return isCommitted || super.isCommitted();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        content().clear();
    }

    @Override
    public void reset() {
        super.reset();
        content().clear();
    }

    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        ErrorAnswers.write(this, status);
    }

    /** Leaves out the message, which may reveal internals. */
    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }

    private static final class Bytes extends ServletOutputStream {

        private final AnswerBytes bytes;

        private Bytes(AnswerBytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int value) throws IOException {
            bytes.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            bytes.write(source, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("The answer is not written asynchronously");
        }
    }
}
