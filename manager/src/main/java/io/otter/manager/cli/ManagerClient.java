package io.otter.manager.cli;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Calls the REST API of one manager. Thread-safe. */
final class ManagerClient {
    private static final String JSON = "application/json";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Of an answer that is read whole; parsed, it takes several times as much. */
    private static final int LONGEST = (int) Math.min(Runtime.getRuntime().maxMemory() / 16, Integer.MAX_VALUE / 2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI base;
    private final String authorization;

    private ManagerClient(URI base, String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    static ManagerClient withPassword(URI base, String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new ManagerClient(base, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    static ManagerClient withToken(URI base, String token) {
        return new ManagerClient(base, "Bearer " + token);
    }

    /** The path of a channel's operation, like {@code channels/shop/start}. */
    static String channel(String name, String call) {
        return "channels/" + segment(name) + "/" + call;
    }

    /** The path of a node's operation, like {@code nodes/n1/drain}. */
    static String node(String name, String call) {
        return "nodes/" + segment(name) + "/" + call;
    }

    /** @param kind as in the API's paths */
    static String thing(String kind, String name) {
        return segment(kind) + "/" + segment(name);
    }

    /** A value in a query. */
    static String query(String value) {
        return segment(value);
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws OtterException with the manager's own code and message if it refuses */
    JsonNode get(String path) {
        return parse(send("GET", path, "", JSON, JSON));
    }

    /**
     * Copies an answer of any length as it comes, with a line end behind it.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    void copy(String path, String accept, Writer out) {
        try (InputStream body = answer("GET", path, "", JSON, accept).body();
                Reader text = new InputStreamReader(body, StandardCharsets.UTF_8)) {
            char[] part = new char[8_192];
            char last = '\n';
            for (int read = text.read(part); read > 0; read = text.read(part)) {
                write(out, part, read);
                last = part[read - 1];
            }
            if (last != '\n') {
                write(out, new char[] {'\n'}, 1);
            }
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private static void write(Writer out, char[] part, int length) {
        try {
            out.write(part, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode post(String path) {
        return parse(send("POST", path, "", JSON, JSON));
    }

    /** @param body JSON */
    JsonNode post(String path, String body) {
        return parse(send("POST", path, body, JSON, JSON));
    }

    JsonNode put(String path, String body, String contentType) {
        return parse(send("PUT", path, body, contentType, JSON));
    }

    /** @param body JSON */
    JsonNode patch(String path, String body) {
        return parse(send("PATCH", path, body, JSON, JSON));
    }

    JsonNode delete(String path) {
        return parse(send("DELETE", path, "", JSON, JSON));
    }

    private String send(String method, String path, String body, String contentType, String accept) {
        return text(answer(method, path, body, contentType, accept));
    }

    private HttpResponse<InputStream> answer(
            String method, String path, String body, String contentType, String accept) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("api/v1/" + path))
                .timeout(TIMEOUT)
                .header("Authorization", authorization)
                .header("Content-Type", contentType)
                .header("Accept", accept + ", " + JSON + ";q=0.5")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OtterException(ErrorCode.MANAGER_UNREACHABLE, "the request to the manager was interrupted.", e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refusal(response);
        }
        return response;
    }

    private String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(LONGEST);
            if (bytes.length == LONGEST && body.read() >= 0) {
                throw new OtterException(
                        ErrorCode.REQUEST_INVALID,
                        "the answer is longer than " + (LONGEST >> 20)
                                + " MB: ask for less, or give otterctl more memory with OTTERCTL_OPTS=-Xmx1g.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private OtterException silent(IOException e) {
        return new OtterException(
                ErrorCode.MANAGER_UNREACHABLE,
                "the manager at " + base + " does not answer: "
                        + (e.getMessage() == null ? "connection refused" : e.getMessage()) + ".",
                e);
    }

    private OtterException refusal(HttpResponse<InputStream> response) {
        JsonNode body = parse(text(response));
        String message = Stream.of("message", "detail", "error")
                .map(key -> body.path(key).asString(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("the manager at " + base + " answered with status " + response.statusCode() + ".");
        String name = body.path("code").asString("");
        ErrorCode code = Stream.of(ErrorCode.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(codeOf(response.statusCode()));
        return new OtterException(code, message);
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 429 -> ErrorCode.TOO_MANY_ATTEMPTS;
            case 400, 405, 406, 415 -> ErrorCode.REQUEST_INVALID;
            default -> status < 500 ? ErrorCode.MANAGER_UNREACHABLE : ErrorCode.INTERNAL;
        };
    }

    private static JsonNode parse(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
