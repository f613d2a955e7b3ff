package io.otter.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A client for the parts of the manager's REST API that a first sync needs. Thread-safe. */
public final class ManagerApi {
    private final HttpClient client;
    private final String address;
    private final String authorization;

    /** @param address without a path, e.g. {@code http://127.0.0.1:8080} */
    public ManagerApi(String address, String user, String password) {
        this(Wires.plain().client(), address, user, password);
    }

    /** Likewise. @param client that trusts the manager */
    public ManagerApi(HttpClient client, String address, String user, String password) {
        this(
                client,
                address,
                "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private ManagerApi(HttpClient client, String address, String authorization) {
        this.client = client;
        this.address = address;
        this.authorization = authorization;
    }

    /** The JSON response to {@code POST /tokens}. @param body what kind of token, and the password */
    public String makeToken(String body) {
        return send(request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The same by a token: who asks often spares the manager the digest of a password each time. */
    public ManagerApi with(String token) {
        return new ManagerApi(client, address, "Bearer " + token);
    }

    /** @throws IllegalStateException with the manager's response if it refuses the document */
    public void apply(String yaml) {
        send(request("/api/v1/spec")
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(yaml)));
    }

    /** Whether a channel of this name is configured. */
    public boolean has(String channel) {
        return send(request("/api/v1/channels").GET()).contains("\"" + channel + "\"");
    }

    public void start(String channel) {
        post(channel, "start");
    }

    public void stop(String channel) {
        post(channel, "stop");
    }

    public void pause(String channel) {
        post(channel, "pause");
    }

    /** The JSON response to {@code GET /channels/{name}/status}. */
    public String status(String channel) {
        return get(channel, "status");
    }

    /** The JSON response to {@code GET /channels/{name}/{what}}. */
    public String get(String channel, String what) {
        return send(request("/api/v1/channels/" + encode(channel) + "/" + what).GET());
    }

    /** The JSON response to {@code POST /channels/{name}/{action}}. */
    public String post(String channel, String action) {
        return send(request("/api/v1/channels/" + encode(channel) + "/" + action)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** Likewise, with a JSON body. */
    public String post(String channel, String action, String body) {
        return send(request("/api/v1/channels/" + encode(channel) + "/" + action)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Moves a canal, for the next start of its pipelines. @param start JSON, as in a canal's document */
    public String move(String canal, String start) {
        return send(request("/api/v1/canals/" + encode(canal) + "/position")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"start\":" + start + "}")));
    }

    /** Has pipelines begin where they stopped in an installation of alibaba/otter. @param zookeeper its {@code host:port} */
    public String takeCursors(String zookeeper) {
        return send(request("/api/v1/import/cursors")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"zookeeper\":\"" + zookeeper + "\"}")));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", authorization);
    }

    private String send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + " → " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
