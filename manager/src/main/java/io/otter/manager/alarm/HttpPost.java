package io.otter.manager.alarm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to an address that was checked, which Java's own client would look up anew. It follows no redirect, and reads only so
 * much for so long. Where this JVM is told to use a proxy, that looks the address up, and says what may be reached. Thread-safe.
 */
final class HttpPost {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final SSLSocketFactory tls;
    private final HttpClient throughProxy =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    HttpPost() {
        this((SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls determines which certificates are trusted */
    HttpPost(SSLSocketFactory tls) {
        this.tls = tls;
    }

    record Answer(int status, String body) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    /** @param place names the receiver in messages */
    Answer send(URI address, Map<String, String> headers, byte[] body, String place)
            throws IOException, InterruptedException {
        ProxySelector proxies = ProxySelector.getDefault();
        boolean direct = proxies == null
                || proxies.select(address).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
        return direct ? sendDirectly(address, headers, body, place) : sendThroughProxy(address, headers, body);
    }

    private Answer sendThroughProxy(URI address, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(LIMIT).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<String> answer = throughProxy.send(request.build(), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }

    private Answer sendDirectly(URI address, Map<String, String> headers, byte[] body, String place)
            throws IOException {
        boolean secure = address.getScheme().equalsIgnoreCase("https");
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Socket plain = AlarmAddress.connect(address.getHost(), port, place, LIMIT);
        try (Socket socket = secure ? AlarmAddress.secured(plain, address.getHost(), tls) : plain) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head(address, headers, body.length).getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return new AnswerReader(new Bounded(socket, deadline)).read();
        }
    }

    private static String head(URI address, Map<String, String> headers, int length) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
        head.append("Host: ").append(address.getRawAuthority()).append("\r\n");
        head.append("Content-Length: ").append(length).append("\r\nConnection: close\r\nUser-Agent: otter\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** The answer's bytes, up to a limit and a deadline. */
    private static final class Bounded {
        private final Socket socket;
        private final InputStream in;
        private final long deadline;
        private int left = LONGEST_ANSWER;

        Bounded(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.deadline = deadline;
            in = socket.getInputStream();
        }

        /** -1 at the end, or when it was enough. */
        int read(byte[] into, int length) throws IOException {
            long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (millis <= 0) {
                throw new SocketTimeoutException("no whole answer within " + LIMIT.toSeconds() + " s");
            }
            socket.setSoTimeout((int) millis);
            int read = left == 0 ? -1 : in.read(into, 0, Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }

        int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }

    /** Reads one answer of HTTP/1.1. */
    private record AnswerReader(Bounded in) {
        Answer read() throws IOException {
            while (true) {
                String[] status = line().split(" ", 3);
                if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
                    throw new IOException("this is no answer of HTTP");
                }
                Map<String, String> headers = headers();
                int code = Integer.parseInt(status[1]);
                if (code / 100 != 1) {
                    return new Answer(code, new String(body(headers, code), StandardCharsets.UTF_8));
                }
            }
        }

        private Map<String, String> headers() throws IOException {
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            return headers;
        }

        private byte[] body(Map<String, String> headers, int status) throws IOException {
            if (List.of(204, 304).contains(status)) {
                return new byte[0];
            }
            if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (long size = chunkSize(); size > 0; size = chunkSize()) {
                    body.writeBytes(bytes(size));
                    line();
                }
                return body.toByteArray();
            }
            String length = headers.getOrDefault("content-length", "");
            return bytes(length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE);
        }

        private long chunkSize() throws IOException {
            String text = line().split(";", 2)[0].strip();
            return text.matches("[0-9a-fA-F]{1,15}") ? Long.parseLong(text, 16) : 0;
        }

        /** So many, or fewer where the answer ends. */
        private byte[] bytes(long count) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] part = new byte[8192];
            while (bytes.size() < count) {
                int read = in.read(part, (int) Math.min(part.length, count - bytes.size()));
                if (read < 0) {
                    break;
                }
                bytes.write(part, 0, read);
            }
            return bytes.toByteArray();
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int read = in.read();
            while (read >= 0 && read != '\n') {
                line.write(read);
                read = in.read();
            }
            if (read < 0 && line.size() == 0) {
                throw new IOException("the answer ended too early");
            }
            return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }
    }
}
