package io.otter.node.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
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

    private final HttpServer server;
    private final ExecutorService executor;
    private final Optional<byte[]> token;

    /**
     * Binds and serves.
     *
     * @param health to be written as JSON
     * @param metrics in Prometheus text format
     * @param token that a reader has to have; empty for none
     * @throws OtterException with {@link ErrorCode#PORT_IN_USE} naming the key
     */
    NodeHttp(String bind, int port, Optional<String> token, Supplier<Object> health, Supplier<String> metrics) {
        this.token = token.map(value -> ("Bearer " + value).getBytes(StandardCharsets.UTF_8));
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
        server.createContext(
                "/metrics",
                exchange -> answer(
                        exchange,
                        "/metrics",
                        "text/plain; version=0.0.4; charset=utf-8",
                        () -> metrics.get().getBytes(StandardCharsets.UTF_8)));
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
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else {
                exchange.getResponseHeaders().set("Otter-Process", Long.toString(PROCESS));
                boolean known = isKnown(exchange);
                if (!known && path.equals("/metrics")) {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                    exchange.sendResponseHeaders(401, -1);
                    return;
                }
                byte[] bytes = known ? body.get() : "{}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private boolean isKnown(HttpExchange exchange) {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return token.isEmpty() || MessageDigest.isEqual(token.get(), given.getBytes(StandardCharsets.UTF_8));
    }
}
