package io.otter.manager;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContext;

/** A manager with an administrator, the operator {@code oscar} and the viewer {@code eve}, for who attacks it. */
final class AttackedManager implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final DatabaseServer server;
    private final TestManager manager;

    private AttackedManager(DatabaseServer server, TestManager manager) {
        this.server = server;
        this.manager = manager;
    }

    /** @param more keys of its configuration */
    static AttackedManager start(ServerPool servers, Map<String, String> more) throws Exception {
        Map<String, String> keys = new HashMap<>(more);
        keys.put("otter.admin.password", TestManager.PASSWORD);
        DatabaseServer server = servers.take("mariadb-11.4");
        AttackedManager started = new AttackedManager(server, TestManager.start(server, keys));
        started.admin()
                .post("users", "{\"name\": \"oscar\", \"password\": \"oscars password\", \"role\": \"OPERATOR\"}");
        started.admin().post("users", "{\"name\": \"eve\", \"password\": \"eves password\", \"role\": \"VIEWER\"}");
        return started;
    }

    URI address() {
        return manager.address();
    }

    ApplicationContext context() {
        return manager.context();
    }

    /** Runs SQL in its schema. */
    void execute(String sql) {
        manager.execute(sql);
    }

    ApiCaller admin() {
        return new ApiCaller(address(), "admin", TestManager.PASSWORD);
    }

    ApiCaller oscar() {
        return new ApiCaller(address(), "oscar", "oscars password");
    }

    ApiCaller eve() {
        return new ApiCaller(address(), "eve", "eves password");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The answer to exactly these characters. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        manager.close();
        server.close();
    }
}
