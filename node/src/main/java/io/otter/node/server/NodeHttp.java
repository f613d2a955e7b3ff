package io.otter.node.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.metrics.Exposition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code GET /health} and {@code /metrics}, which reveal neither row data nor secrets; with a token only to who has it,
 * except that the process answers. A request that does not come within seconds is given up.
 */
final class NodeHttp implements AutoCloseable {
    private static final int THREADS = 4;
    private static final String SECONDS = "10";

    /** Scripts tell by it whether it is the process that they started. */
    private static final long PROCESS = ProcessHandle.current().pid();

    private static final String SCHEME = "Bearer ";

    /** Load balancers ask for the health without its text. */
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final HttpServer server;
    private final ExecutorService executor;
    private final Optional<byte[]> token;

    /**
     * Binds and serves.
     *
     * @param token that a reader has to have; empty for none
     * @param health to be written as JSON
     * @param metrics of {@link Exposition}
     * @throws OtterException with {@link ErrorCode#PORT_IN_USE} naming the key
     */
    NodeHttp(String bind, int port, Optional<String> token, Supplier<Object> health, Supplier<byte[]> metrics) {
        this.token = token.map(value -> value.getBytes(StandardCharsets.UTF_8));
        System.setProperty("sun.net.httpserver.maxReqTime", SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", SECONDS);
        try {
            server = HttpServer.create(new InetSocketAddress(bind, port), 0);
        } catch (IOException e) {
            throw new OtterException(
                    ErrorCode.PORT_IN_USE,
                    "otter.node.http.port: cannot listen on " + bind + ":" + port + ": " + e.getMessage() + ".",
                    e);
        }
        executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "node-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext(
                "/health", exchange -> answer(exchange, "/health", "application/json", () -> Json.write(health.get())));
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", Exposition.CONTENT_TYPE, metrics));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange, String path, String type, Supplier<byte[]> body) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!READS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else {
                exchange.getResponseHeaders().set("Otter-Process", Long.toString(PROCESS));
                boolean known = isKnown(exchange);
                if (!known && path.equals("/metrics")) {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"otter\"");
                    exchange.sendResponseHeaders(401, -1);
                    return;
                }
                byte[] bytes = known ? body.get() : "{}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                if (exchange.getRequestMethod().equals("HEAD")) {
                    exchange.sendResponseHeaders(200, -1);
                } else {
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            }
        }
    }

    /** Compares in a time that does not tell how much of the token is right. */
    private boolean isKnown(HttpExchange exchange) {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        return token.isEmpty()
                || shown != null
                        && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        && MessageDigest.isEqual(
                                token.get(),
                                shown.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
